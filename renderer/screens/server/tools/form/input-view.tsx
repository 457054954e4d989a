import { useId } from 'react';
import { Select } from '../../../../parts/select.tsx';
import { About, type FieldProps, LabelWords, Problems } from './field-words.tsx';
import css from './form.module.css';

/** A field that is typed or chosen at once. */
export function InputView({
  label,
  field,
  entry,
  required,
  isPart = false,
  at,
  problems,
  onChange,
}: FieldProps) {
  const id = useId();
  const own = problems.filter((problem) => problem.at === at);
  const about = [`${id}-about`, own.length > 0 ? `${id}-wrong` : ''].join(' ').trim();
  const common = { id, 'aria-describedby': about, 'aria-invalid': own.length > 0, 'aria-required': required };
  const placeholder = field.initial === undefined ? '' : `default ${JSON.stringify(field.initial)}`;
  return (
    <div className={css['field']}>
      <label htmlFor={id} className={css['label']}>
        <LabelWords label={label} field={field} required={required} isPart={isPart} />
      </label>
      {(entry.kind === 'text' || entry.kind === 'json') && (
        <textarea
          {...common}
          className={css['text']}
          rows={entry.kind === 'json' ? 3 : 1}
          spellCheck={false}
          placeholder={entry.kind === 'json' ? 'JSON' : placeholder}
          value={entry.text}
          onChange={(event) => onChange({ kind: entry.kind, text: event.currentTarget.value })}
        />
      )}
      {entry.kind === 'number' && (
        <input
          {...common}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          placeholder={placeholder}
          value={entry.text}
          onChange={(event) => onChange({ kind: 'number', text: event.currentTarget.value })}
        />
      )}
      {entry.kind === 'boolean' && (
        <Select
          {...common}
          choices={[
            { value: '', words: required ? 'choose…' : 'not given' },
            { value: 'true', words: 'true' },
            { value: 'false', words: 'false' },
          ]}
          value={entry.value === null ? '' : String(entry.value)}
          onChoose={(value) => onChange({ kind: 'boolean', value: value === '' ? null : value === 'true' })}
        />
      )}
      {entry.kind === 'options' && field.kind === 'options' && (
        <Select
          {...common}
          choices={[
            { value: '', words: required ? 'choose…' : 'not given' },
            ...field.options.map(({ words }, index) => ({ value: String(index), words })),
          ]}
          value={entry.at === null ? '' : String(entry.at)}
          onChoose={(value) => onChange({ kind: 'options', at: value === '' ? null : Number(value) })}
        />
      )}
      <About id={`${id}-about`} field={field} />
      <Problems id={`${id}-wrong`} problems={own} />
    </div>
  );
}
