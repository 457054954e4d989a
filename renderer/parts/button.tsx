import { Tooltip } from '@mantine/core';
import css from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<React.ComponentProps<'button'>, 'type' | 'disabled'> {
  readonly look?: 'plain' | 'primary' | 'quiet';
  /** Why it can't be pressed now; shown on hover and focus, for it stays reachable. */
  readonly why?: string | null;
}

/** A button with words. */
export function Button({ look = 'plain', why = null, onClick, className = '', ...rest }: ButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      className={`${css['button']} ${css[look]} ${className}`}
      aria-disabled={why !== null}
      onClick={why === null ? onClick : undefined}
    />
  );
  return why === null ? (
    button
  ) : (
    <Tooltip label={why} events={HOVER_AND_FOCUS}>
      {button}
    </Tooltip>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'look' | 'children'> {
  readonly icon: IconName;
  /** What it does: its name for screen readers and its tooltip. */
  readonly label: string;
}

/** A button with a picture; its label is its tooltip too. */
export function IconButton({ icon, label, why = null, onClick, className = '', ...rest }: IconButtonProps) {
  return (
    <Tooltip label={why === null ? label : `${label}: ${why}`} events={HOVER_AND_FOCUS} openDelay={300}>
      <button
        type="button"
        {...rest}
        className={`${css['button']} ${css['icon']} ${className}`}
        aria-label={label}
        aria-disabled={why !== null}
        onClick={why === null ? onClick : undefined}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}

const HOVER_AND_FOCUS = { hover: true, focus: true, touch: false };
