import { useId, useState } from 'react';
import { Icon } from '../../../parts/icon.tsx';
import css from './alert.module.css';

interface Props {
  readonly words: string;
  readonly children: React.ReactNode;
}

/** What is told in a few words, and shown when somebody asks. */
export function Fold({ words, children }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={css['folded']}>
      <button
        type="button"
        className={css['fold']}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="chevron" size={12} />
        {words}
      </button>
      {open && <div id={id}>{children}</div>}
    </div>
  );
}
