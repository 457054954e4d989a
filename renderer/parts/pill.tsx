import css from './pill.module.css';

interface Props extends Omit<React.ComponentProps<'button'>, 'type'> {
  readonly on: boolean;
}

/** A filter that is on or off. */
export function Pill({ on, className = '', ...rest }: Props) {
  return <button type="button" {...rest} className={`${css['pill']} ${className}`} aria-pressed={on} />;
}
