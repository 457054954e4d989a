import { useState } from 'react';
import { Select } from '../../parts/select.tsx';
import { useAdding, useStores } from '../../store/stores.ts';
import { Field } from '../alerts/form/field.tsx';
import form from '../alerts/form/form.module.css';
import css from './adding.module.css';
import { formOf } from './form-draft.ts';
import { ServerForm } from './server-form.tsx';

const EXAMPLE = 'npx -y @modelcontextprotocol/server-memory';

/** What somebody pastes is read while it comes, and shown as a form to be checked. */
export function PasteWay() {
  const { adding } = useStores();
  const snippet = useAdding((state) => state.snippet);
  const drafts = useAdding((state) => state.drafts);
  const problem = useAdding((state) => state.snippetProblem);
  const [chosen, setChosen] = useState<string | null>(null);
  const draft = drafts.find(({ name }) => name === chosen) ?? drafts[0];
  return (
    <>
      <div className={css['paste']}>
        <Field
          label="A command line, a piece of an AI client’s file, or an address"
          hint={
            snippet.trim() === '' ? 'JSON, YAML or TOML of any client, or what a README says to run' : null
          }
          fault={snippet.trim() === '' ? null : problem}
        >
          {(ids) => (
            <textarea
              {...ids}
              data-autofocus
              className={form['input']}
              rows={4}
              spellCheck={false}
              value={snippet}
              placeholder={EXAMPLE}
              onChange={(event) => adding.paste(event.currentTarget.value)}
            />
          )}
        </Field>
        {drafts.length > 1 && (
          <Field label={`${drafts.length} servers stand in it`} hint="Each is saved by itself.">
            {(ids) => (
              <Select
                {...ids}
                value={draft?.name ?? ''}
                choices={drafts.map(({ name }) => ({ value: name, words: name }))}
                onChoose={setChosen}
              />
            )}
          </Field>
        )}
      </div>
      {draft !== undefined && (
        <ServerForm
          key={JSON.stringify(draft)}
          first={formOf(draft)}
          notes={draft.notes}
          onSaved={() => adding.dropDraft(draft.name)}
        />
      )}
    </>
  );
}
