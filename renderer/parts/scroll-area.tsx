import css from './scroll-area.module.css';

interface Props {
  readonly label: string;
  readonly children: React.ReactNode;
}

/** What may be longer than its place, and can be scrolled by keyboard too. */
export function ScrollArea({ label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css['scroll']} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
