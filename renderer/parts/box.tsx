import css from './box.module.css';

interface Props extends React.ComponentProps<'section'> {
  readonly heading: string;
  /** What stands beside the heading. */
  readonly aside?: React.ReactNode;
}

/** A panel with a heading; its content scrolls inside it. */
export function Box({ heading, aside, children, className = '', ...rest }: Props) {
  return (
    <section {...rest} className={`${css['box']} ${className}`} aria-label={heading}>
      <header className={css['head']}>
        <h2>{heading}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
