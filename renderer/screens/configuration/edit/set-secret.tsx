import { Modal } from '@mantine/core';
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { useStores } from '../../../store/stores.ts';
import css from './edit.module.css';
import type { AskedSecret } from './use-mend.ts';

interface Props {
  readonly asked: AskedSecret | null;
  readonly onClose: () => void;
}

/** Asks for the value of a secret that the file names. It goes into the secret store and is shown nowhere again. */
export function SetSecret({ asked, onClose }: Props) {
  const { editor } = useStores();
  const [value, setValue] = useState('');
  const close = (): void => {
    setValue('');
    onClose();
  };
  const save = (): void => {
    if (asked === null || value === '') return;
    void editor.setSecret(asked.name, value, asked.input);
    close();
  };
  return (
    <Modal.Root opened={asked !== null} onClose={close} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={`A value for ${asked?.name ?? ''}`}>
        <Modal.Body>
          <form
            className={css['ask']}
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <h2>A value for {asked?.name}</h2>
            <input
              type="password"
              aria-label="Value"
              autoComplete="off"
              data-autofocus
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            <div className={css['askButtons']}>
              <Button onClick={close}>Cancel</Button>
              <Button look="primary" why={value === '' ? 'There is no value yet' : null} onClick={save}>
                Save
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
