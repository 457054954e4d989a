import type { Lamp as LampKind } from '#contract/server-state.ts';
import css from './lamp.module.css';

/** A lamp's shape alone tells it apart: round, diamond, square, ring, triangle. */
const SHAPES: Record<LampKind, React.ReactNode> = {
  ok: <circle cx="6" cy="6" r="5" />,
  warn: <rect x="2.2" y="2.2" width="7.6" height="7.6" rx="1" transform="rotate(45 6 6)" />,
  bad: <rect x="1.5" y="1.5" width="9" height="9" rx="1" />,
  off: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />,
  info: <path d="M6 1.4 11 10.4H1Z" strokeLinejoin="round" stroke="currentColor" strokeWidth="1" />,
};

const NAMES: Record<LampKind, string> = {
  ok: 'healthy',
  warn: 'degraded',
  bad: 'down',
  off: 'off',
  info: 'notice',
};

interface Props {
  readonly lamp: LampKind;
  /** What a screen reader says; null where words beside it say the same. */
  readonly label?: string | null;
}

export function Lamp({ lamp, label = NAMES[lamp] }: Props) {
  const name = label === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <span className={css['lamp']} data-lamp={lamp} {...name}>
      <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        {SHAPES[lamp]}
      </svg>
    </span>
  );
}
