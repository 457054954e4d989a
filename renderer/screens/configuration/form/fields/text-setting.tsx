import { Field } from '../../../alerts/form/field.tsx';
import form from '../../../alerts/form/form.module.css';
import { useDraft } from './use-draft.ts';

interface Props {
  readonly label: string;
  readonly hint: string | null;
  readonly fault: string | null;
  readonly value: string;
  readonly placeholder: string;
  readonly blocked: boolean;
  /** Several lines, one entry each. */
  readonly isList?: boolean;
  readonly onChange: (value: string) => void;
}

/** A setting that is written. Empty takes it out of the file. */
export function TextSetting(props: Props) {
  const { label, hint, fault, value, placeholder, blocked, isList = false, onChange } = props;
  const { shown, type, leave } = useDraft(value, onChange);
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(ids) =>
        isList ? (
          <textarea
            {...ids}
            className={form['input']}
            rows={Math.min(8, Math.max(2, shown.split('\n').length))}
            spellCheck={false}
            readOnly={blocked}
            value={shown}
            placeholder={placeholder}
            onChange={(event) => type(event.currentTarget.value)}
            onBlur={leave}
          />
        ) : (
          <input
            {...ids}
            type="text"
            className={form['input']}
            autoComplete="off"
            spellCheck={false}
            readOnly={blocked}
            value={shown}
            placeholder={placeholder}
            onChange={(event) => type(event.currentTarget.value)}
            onBlur={leave}
          />
        )
      }
    </Field>
  );
}
