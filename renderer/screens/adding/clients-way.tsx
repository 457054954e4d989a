import { useState } from 'react';
import type { ClientServers } from '#contract/configuration-text.ts';
import { Button } from '../../parts/button.tsx';
import { Select } from '../../parts/select.tsx';
import { useAdding, useEngine, useStores } from '../../store/stores.ts';
import { Check, Field } from '../alerts/form/field.tsx';
import form from '../alerts/form/form.module.css';
import css from './adding.module.css';
import { ClientList, keyOf } from './client-list.tsx';
import { TrialNote } from './trial-note.tsx';

type Existing = 'skip' | 'rename' | 'replace';

const EXISTING = [
  { value: 'skip', words: 'is left out' },
  { value: 'rename', words: 'gets another name' },
  { value: 'replace', words: 'takes the place of the one here' },
];

const NONE: readonly ClientServers[] = [];

/** What the AI clients of this machine have: several are taken over at once, from their own files. */
export function ClientsWay() {
  const { adding } = useStores();
  const found = useAdding((state) => state.clients);
  const problem = useAdding((state) => state.clientsProblem);
  const busy = useAdding((state) => state.busy);
  const refused = useAdding((state) => state.refused);
  const connected = useEngine((state) => state.connection === 'live');
  const clients = found ?? NONE;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const [existing, setExisting] = useState<Existing>('skip');
  const [moveSecrets, setMoveSecrets] = useState(true);
  if (problem !== null && found === null) return <p className={css['nothing']}>{problem}</p>;
  if (found === null) return <p className={css['nothing']}>Looking at what your AI clients have…</p>;
  if (clients.length === 0)
    return (
      <p className={css['nothing']}>No AI client that Signalbox knows has any servers on this machine.</p>
    );

  // What is new here is chosen until somebody says otherwise; what would meet another one is not.
  const isChosen = (file: string, { name, here }: ClientServers['servers'][number]): boolean =>
    here !== 'same' && (here === 'new' ? !left.has(keyOf(file, name)) : taken.has(keyOf(file, name)));
  const requests = clients.flatMap(({ file, servers }) => {
    const names = servers.filter((server) => isChosen(file, server)).map(({ name }) => name);
    return names.length === 0 ? [] : [{ file, servers: names, existing, move_secrets: moveSecrets }];
  });
  const count = requests.reduce((sum, { servers }) => sum + servers.length, 0);
  const why = !connected
    ? 'Not connected to Signalbox'
    : count === 0
      ? 'None is chosen'
      : busy !== null
        ? 'It is on its way'
        : null;
  return (
    <div>
      <ClientList
        clients={clients}
        isChosen={isChosen}
        onChoose={(key, isNew, on) => {
          const [set, put] = isNew ? [left, setLeft] : [taken, setTaken];
          const next = new Set(set);
          if (on === isNew) next.delete(key);
          else next.add(key);
          put(next);
        }}
      />
      <TrialNote />
      <fieldset className={form['group']}>
        <legend className="visually-hidden">How they are taken over</legend>
        <div className={form['row']}>
          <Field label="One whose name is taken here">
            {(ids) => (
              <Select
                {...ids}
                value={existing}
                choices={EXISTING}
                onChoose={(value) => setExisting(value === 'rename' || value === 'replace' ? value : 'skip')}
              />
            )}
          </Field>
        </div>
        <Check
          label="Put their secrets into the secret store, so that the file only names them"
          checked={moveSecrets}
          onCheck={setMoveSecrets}
        />
      </fieldset>
      <div className={form['buttons']}>
        <Button look="primary" why={why} onClick={() => void adding.importFrom(requests)}>
          {count === 1 ? 'Add 1 server' : `Add ${count} servers`}
        </Button>
        <span className="dim">Your clients’ files stay as they are.</span>
        <p className={form['refused']} role="alert">
          {refused}
        </p>
      </div>
    </div>
  );
}
