import { useId, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { useClientTokens, useEngine, useStores } from '../../../store/stores.ts';
import css from './clients.module.css';

/** As the contract has it. */
const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Names a new token. */
export function AddToken() {
  const { clientTokens } = useStores();
  const adding = useClientTokens((state) => state.adding);
  const connected = useEngine((state) => state.connection === 'live');
  const [name, setName] = useState('');
  const id = useId();
  const wrong = name !== '' && !NAME.test(name);
  const why = !connected
    ? 'Not connected to Signalbox'
    : adding
      ? 'On its way'
      : name === ''
        ? 'Give it a name first'
        : wrong
          ? 'The name does not fit'
          : null;
  const add = async (): Promise<void> => {
    if (why === null && (await clientTokens.add(name))) setName('');
  };
  return (
    <>
      <div className={css['add']}>
        <label htmlFor={id}>Name</label>
        <input
          id={id}
          type="text"
          placeholder="claude-code"
          spellCheck={false}
          autoComplete="off"
          maxLength={40}
          value={name}
          aria-invalid={wrong}
          aria-describedby={`${id}-why`}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void add();
          }}
        />
        <Button look="primary" why={why} onClick={() => void add()}>
          Add token
        </Button>
      </div>
      <p id={`${id}-why`} className={css['problem']}>
        {wrong ? 'Lower-case letters, digits and dashes only, and no dash first.' : ''}
      </p>
    </>
  );
}
