import css from './settings.module.css';

interface Props {
  readonly name: string;
  /** What it does, or what is so. */
  readonly words: React.ReactNode;
  readonly refused?: string | null;
  /** What it is set with. */
  readonly children?: React.ReactNode;
}

/** One setting, its words on the left and what sets it on the right. */
export function SettingRow({ name, words, refused = null, children }: Props) {
  return (
    <li className={css['row']}>
      <div className={css['words']}>
        <b>{name}</b>
        <p>{words}</p>
        <p role="status" className={css['refused']}>
          {refused !== null && `Not changed: ${refused}`}
        </p>
      </div>
      {children}
    </li>
  );
}
