import { Select } from '../../../../parts/select.tsx';
import { Field } from '../../../alerts/form/field.tsx';

interface Props {
  readonly label: string;
  readonly hint: string | null;
  readonly fault: string | null;
  readonly value: string;
  /** What holds where nothing is chosen. */
  readonly byDefault: string;
  readonly choices: readonly string[];
  readonly blocked: boolean;
  /** An empty text takes it out of the file. */
  readonly onChange: (value: string) => void;
}

/** A setting that is one of a few. */
export function ChoiceSetting(props: Props) {
  const { label, hint, fault, value, byDefault, choices, blocked, onChange } = props;
  const unknown = value === '' || choices.includes(value) ? [] : [value];
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(ids) => (
        <Select
          {...ids}
          value={value}
          disabled={blocked}
          onChoose={onChange}
          choices={[
            { value: '', words: byDefault === '' ? 'not set' : `not set: ${byDefault}` },
            ...[...choices, ...unknown].map((choice) => ({ value: choice, words: choice })),
          ]}
        />
      )}
    </Field>
  );
}
