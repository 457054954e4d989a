import { IconButton } from '../parts/button.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { useCommands, useStores } from '../store/stores.ts';
import css from './refusals.module.css';

/** Commands that were refused, until they are put away. */
export function Refusals() {
  const { commands } = useStores();
  const refusals = useCommands((state) => state.refusals);
  return (
    <div className={css['stack']} role="alert">
      {refusals.map(({ id, title, message }) => (
        <div key={id} className={css['card']}>
          <Lamp lamp="bad" label={null} />
          <p>
            <b>{title}</b>
            <br />
            {message}
          </p>
          <IconButton icon="close" label="Put away" onClick={() => commands.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
