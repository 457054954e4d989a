import css from './switch.module.css';

interface Props {
  readonly on: boolean;
  /** What it switches: its name for screen readers. */
  readonly label: string;
  /** What is so now, in a few words. */
  readonly title?: string;
  /** It can't be pressed now. */
  readonly blocked: boolean;
  readonly onSwitch: (on: boolean) => void;
}

/** Something that is on or off at once. */
export function Switch({ on, label, title, blocked, onSwitch }: Props) {
  return (
    <button
      type="button"
      role="switch"
      className={css['switch']}
      aria-checked={on}
      aria-disabled={blocked}
      aria-label={label}
      title={title}
      onClick={() => {
        if (!blocked) onSwitch(!on);
      }}
    >
      <span aria-hidden="true" />
    </button>
  );
}
