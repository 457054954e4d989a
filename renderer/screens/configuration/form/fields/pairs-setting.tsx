import { useState } from 'react';
import { MASK } from '#contract/mask.ts';
import { Button, IconButton } from '../../../../parts/button.tsx';
import form from '../../../alerts/form/form.module.css';
import css from '../form.module.css';
import { useDraft } from './use-draft.ts';

interface Props {
  readonly label: string;
  readonly hint: string | null;
  readonly fault: string | null;
  readonly pairs: readonly (readonly [string, string])[];
  readonly blocked: boolean;
  /** Undefined takes a name out. */
  readonly onChange: (name: string, value: string | undefined) => void;
  /** Puts a value into the secret store and a reference in its place. */
  readonly onSecret: (name: string, value: string) => void;
}

/** Names with texts, such as an environment. What looks like a secret can be put where secrets are kept. */
export function PairsSetting({ label, hint, fault, pairs, blocked, onChange, onSecret }: Props) {
  const [name, setName] = useState('');
  const isTaken = pairs.some(([one]) => one === name.trim());
  const add = (): void => {
    if (name.trim() === '' || isTaken) return;
    onChange(name.trim(), '');
    setName('');
  };
  return (
    <fieldset className={css['pairs']}>
      <legend>{label}</legend>
      {pairs.map(([key, value]) => (
        <Pair
          key={key}
          label={label}
          name={key}
          value={value}
          blocked={blocked}
          onChange={(next) => onChange(key, next)}
          onSecret={() => onSecret(key, value)}
        />
      ))}
      {!blocked && (
        <form
          className={css['pair']}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <input
            type="text"
            className={form['input']}
            aria-label={`A new name in ${label}`}
            autoComplete="off"
            spellCheck={false}
            placeholder="NEW_NAME"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            why={name.trim() === '' ? 'It needs a name' : isTaken ? 'It is there already' : null}
            onClick={add}
          >
            Add
          </Button>
        </form>
      )}
      <p className={fault === null ? form['hint'] : form['fault']}>{fault ?? hint}</p>
    </fieldset>
  );
}

interface PairProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly blocked: boolean;
  readonly onChange: (value: string | undefined) => void;
  readonly onSecret: () => void;
}

function Pair({ label, name, value, blocked, onChange, onSecret }: PairProps) {
  const { shown, type, leave } = useDraft(value, onChange);
  return (
    <div className={css['pair']}>
      <code className={css['name']} title={name}>
        {name}
      </code>
      <input
        type="text"
        className={form['input']}
        aria-label={`${name} in ${label}`}
        autoComplete="off"
        spellCheck={false}
        readOnly={blocked}
        value={shown}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={leave}
      />
      {!blocked && isPlainSecret(name, value) && (
        <Button onClick={onSecret} title="Keeps it outside of the file, which then only names it">
          Store as secret
        </Button>
      )}
      {!blocked && <IconButton icon="close" label={`Take ${name} out`} onClick={() => onChange(undefined)} />}
    </div>
  );
}

/** A guess from the name; what is masked was judged by the engine. */
function isPlainSecret(name: string, value: string): boolean {
  if (value === '' || value.includes('${')) return false;
  return value.includes(MASK) || /token|secret|passw|api.?key|credential|authorization/i.test(name);
}
