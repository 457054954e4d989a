import css from './select.module.css';

export interface Choice {
  readonly value: string;
  readonly words: string;
}

interface Props extends Omit<React.ComponentProps<'select'>, 'onChange'> {
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
}

/** The system's own list of choices, in our colours. */
export function Select({ choices, onChoose, className = '', ...rest }: Props) {
  return (
    <select
      {...rest}
      className={`${css['select']} ${className}`}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {choices.map(({ value, words }) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
