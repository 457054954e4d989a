import css from './notes.module.css';
import { Rollbacks } from './rollbacks.tsx';

/** The same offers on another screen: nobody has to look for them where the file is edited. */
export function RollbackOffers() {
  return (
    <div className={css['notes']} role="alert">
      <Rollbacks />
    </div>
  );
}
