import { useId } from 'react';
import css from './form.module.css';

interface FieldProps {
  readonly label: string;
  /** What belongs here, where the label leaves it open. */
  readonly hint?: string | null;
  /** What is wrong with what stands here. */
  readonly fault?: string | null;
  /** Gets the ids that its input needs. */
  readonly children: (ids: InputIds) => React.ReactNode;
}

interface InputIds {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** A label, its input, and what is to be said of it. */
export function Field({ label, hint = null, fault = null, children }: FieldProps) {
  const id = useId();
  const about = `${id}-about`;
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': fault !== null })}
      <p
        id={about}
        className={fault === null ? css['hint'] : css['fault']}
        role={fault === null ? undefined : 'status'}
      >
        {fault ?? hint}
      </p>
    </div>
  );
}

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly placeholder?: string;
  readonly isSecret?: boolean;
  /** Rows of a text of several lines; one line where it is left out. */
  readonly rows?: number;
}

export function TextField({
  value,
  onText,
  placeholder = '',
  isSecret = false,
  rows,
  ...field
}: TextFieldProps) {
  return (
    <Field {...field}>
      {(ids) =>
        rows === undefined ? (
          <input
            {...ids}
            type="text"
            className={css['input']}
            autoComplete="off"
            spellCheck={false}
            data-secret={isSecret}
            value={value}
            placeholder={placeholder}
            onChange={(event) => onText(event.currentTarget.value)}
          />
        ) : (
          <textarea
            {...ids}
            className={css['input']}
            rows={rows}
            spellCheck={false}
            value={value}
            placeholder={placeholder}
            onChange={(event) => onText(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onCheck: (checked: boolean) => void;
}

export function Check({ label, checked, onCheck }: CheckProps) {
  return (
    <label className={css['check']}>
      <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
