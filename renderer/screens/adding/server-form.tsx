import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Select } from '../../parts/select.tsx';
import { useAdding, useEngine, useStores } from '../../store/stores.ts';
import { Field, TextField } from '../alerts/form/field.tsx';
import form from '../alerts/form/form.module.css';
import css from './adding.module.css';
import { type FormDraft, missingIn, newServerOf, secretsOf, settingsOf } from './form-draft.ts';
import { PairRows } from './pair-rows.tsx';
import { SecretRows } from './secret-rows.tsx';
import { TrialNote } from './trial-note.tsx';

interface Props {
  readonly first: FormDraft;
  readonly notes?: readonly string[];
  readonly onSaved?: () => void;
}

/** One server before it is in the file: tried, then saved. */
export function ServerForm({ first, notes = [], onSaved }: Props) {
  const { adding } = useStores();
  const [draft, setDraft] = useState(first);
  const servers = useEngine((state) => state.order);
  const connected = useEngine((state) => state.connection === 'live');
  const taken = useAdding((state) => state.secretNames);
  const faults = useAdding((state) => state.faults);
  const refused = useAdding((state) => state.refused);
  const busy = useAdding((state) => state.busy);
  const trial = useAdding((state) => state.trial);
  const isTrying = trial !== null && trial.result === null && trial.problem === null;
  const change = (part: Partial<FormDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const missing = connected ? missingIn(draft, servers) : 'Not connected to Signalbox';
  const isNameTaken = missing?.startsWith('There is a server') ?? false;
  const local = draft.reach === 'command';
  const rest = Object.keys(draft.rest);
  const shown = new Set(['name', 'command', 'args', 'cwd', 'env', 'url', 'headers']);
  const others = [...faults].filter(([key]) => !shown.has(key) && key !== '');
  return (
    <div>
      <fieldset className={form['group']}>
        <legend className="visually-hidden">The server</legend>
        {notes.length > 0 && (
          <ul className={css['notes']}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <div className={form['row']}>
          <TextField
            label="Name"
            hint="letters, digits, dots, _ and -"
            fault={faults.get('name') ?? (isNameTaken ? missing : null)}
            value={draft.name}
            placeholder="memory"
            onText={(name) => change({ name })}
          />
          <Field label="How it is reached">
            {(ids) => (
              <Select
                {...ids}
                value={draft.reach}
                choices={[
                  { value: 'command', words: 'A program that is started here' },
                  { value: 'url', words: 'An address on the network' },
                ]}
                onChoose={(reach) => change({ reach: reach === 'url' ? 'url' : 'command' })}
              />
            )}
          </Field>
        </div>
        {local ? (
          <>
            <div className={form['row']}>
              <TextField
                label="Command"
                fault={faults.get('command') ?? null}
                value={draft.command}
                placeholder="npx"
                onText={(command) => change({ command })}
              />
              <TextField
                label="Folder it runs in"
                hint="the home folder, where it is left empty"
                fault={faults.get('cwd') ?? null}
                value={draft.cwd}
                onText={(cwd) => change({ cwd })}
              />
            </div>
            <div className={css['wide']}>
              <TextField
                label="Arguments"
                hint="one a line"
                fault={faults.get('args') ?? null}
                value={draft.args}
                rows={Math.min(8, Math.max(2, draft.args.split('\n').length))}
                onText={(args) => change({ args })}
              />
            </div>
            <PairRows
              label="Environment"
              one="variable"
              rows={draft.env}
              fault={faults.get('env') ?? null}
              onRows={(env) => change({ env })}
            />
          </>
        ) : (
          <>
            <div className={form['row']}>
              <TextField
                label="Address"
                fault={faults.get('url') ?? null}
                value={draft.url}
                placeholder="https://…/mcp"
                onText={(url) => change({ url })}
              />
              <Field label="Transport">
                {(ids) => (
                  <Select
                    {...ids}
                    value={draft.transport}
                    choices={[
                      { value: 'http', words: 'Streamable HTTP' },
                      { value: 'sse', words: 'SSE, the older one' },
                    ]}
                    onChoose={(transport) => change({ transport: transport === 'sse' ? 'sse' : 'http' })}
                  />
                )}
              </Field>
            </div>
            <PairRows
              label="Headers"
              one="header"
              rows={draft.headers}
              fault={faults.get('headers') ?? null}
              onRows={(headers) => change({ headers })}
            />
          </>
        )}
        <SecretRows draft={draft} secrets={secretsOf(draft, taken)} onChange={change} />
        {rest.length > 0 && <p className="dim">Taken over as well: {rest.join(', ')}.</p>}
      </fieldset>
      <div className={form['buttons']}>
        <Button
          look="primary"
          why={missing ?? (busy !== null ? 'It is on its way' : null)}
          onClick={() => {
            void adding.save(newServerOf(draft, taken)).then((done) => {
              if (done) onSaved?.();
            });
          }}
        >
          Save
        </Button>
        <Button
          why={isNameTaken ? null : (missing ?? (isTrying ? 'It is being tried' : null))}
          onClick={() => void adding.tryOut({ name: draft.name.trim(), settings: settingsOf(draft) })}
        >
          Try it
        </Button>
        <span className="dim">It starts for a moment; nothing is saved.</span>
        <p className={form['refused']} role="alert">
          {[...others.map(([key, says]) => `${key} ${says}`), refused ?? ''].filter(Boolean).join(' · ')}
        </p>
      </div>
      <TrialNote />
    </div>
  );
}
