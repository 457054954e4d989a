import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { SecretEntry } from '#contract/configuration-text.ts';
import { Button } from '../../../parts/button.tsx';
import { useSecrets, useStores } from '../../../store/stores.ts';
import { Field, TextField } from '../../alerts/form/field.tsx';
import css from './secrets.module.css';

/** As the contract has it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

interface Props {
  /** Null for one that is to be made. */
  readonly secret: SecretEntry | null;
  readonly onClose: () => void;
}

/** Asks for a value. It goes into the secret store and is shown nowhere again. */
export function SecretForm({ secret, onClose }: Props) {
  const { secrets: store } = useStores();
  const refused = useSecrets((state) => state.refused);
  const busy = useSecrets((state) => state.busy);
  const [name, setName] = useState(secret?.name ?? '');
  const [value, setValue] = useState('');
  const isWrong = name !== '' && !NAME.test(name);
  const why = busy
    ? 'It is on its way'
    : name === ''
      ? 'It has no name yet'
      : isWrong
        ? 'The name does not fit'
        : value === ''
          ? 'There is no value yet'
          : null;
  const save = async (): Promise<void> => {
    if (why === null && (await store.set(name, withoutLineEnd(value), secret?.input ?? false))) onClose();
  };
  const title = secret === null ? 'A new secret' : `A value for ${secret.name}`;
  return (
    <Modal.Root opened onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <form
            className={css['form']}
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <h2>{title}</h2>
            {secret === null && (
              <TextField
                label="Name"
                value={name}
                onText={setName}
                placeholder="github-token"
                fault={isWrong ? 'Letters, digits, ".", "_" and "-" only' : null}
              />
            )}
            <Field label="Value" hint="It is shown nowhere again.">
              {(ids) => (
                <textarea
                  {...ids}
                  className={css['value']}
                  rows={2}
                  autoComplete="off"
                  spellCheck={false}
                  data-autofocus={secret !== null || undefined}
                  value={value}
                  onChange={(event) => setValue(event.currentTarget.value)}
                />
              )}
            </Field>
            <p role="alert" className={css['refused']}>
              {refused}
            </p>
            <div className={css['ask']}>
              <Button onClick={onClose}>Cancel</Button>
              <Button look="primary" why={why} onClick={() => void save()}>
                Save
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What is pasted often brings the end of its line along. */
function withoutLineEnd(value: string): string {
  return /^[^\n]+\n$/.test(value) ? value.slice(0, -1) : value;
}
