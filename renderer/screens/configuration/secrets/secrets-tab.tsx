import { useEffect, useState } from 'react';
import type { SecretEntry } from '#contract/configuration-text.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { useEngine, useSecrets, useStores } from '../../../store/stores.ts';
import { SecretForm } from './secret-form.tsx';
import { SecretRow } from './secret-row.tsx';
import css from './secrets.module.css';

/** What `${secret:NAME}` and `${input:NAME}` stand for: names, never values. */
export function SecretsTab() {
  const { secrets: store } = useStores();
  useEffect(() => store.open(), [store]);
  const secrets = useSecrets((state) => state.secrets);
  const problem = useSecrets((state) => state.problem);
  const done = useSecrets((state) => state.done);
  const refused = useSecrets((state) => state.refused);
  const connected = useEngine((state) => state.connection === 'live');
  const [edited, setEdited] = useState<SecretEntry | 'new' | null>(null);
  const [asked, setAsked] = useState<SecretEntry | null>(null);
  const why = connected ? null : 'Not connected to Signalbox';
  return (
    <Box
      heading="Secrets"
      className={css['box'] ?? ''}
      aside={
        <>
          <span className="grow" />
          <Button look="primary" why={why} onClick={() => setEdited('new')}>
            Add a secret
          </Button>
        </>
      }
    >
      <p role="status" className={css['told']}>
        {done}
      </p>
      <p role="alert" className={css['refused']}>
        {edited === null ? refused : null}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={css['scroll']} tabIndex={0} aria-label="List of secrets">
        {secrets === null && <p className={css['nothing']}>{problem ?? 'Reading…'}</p>}
        {secrets?.length === 0 && <Nothing />}
        {secrets !== null && secrets.length > 0 && (
          <table className={css['table']}>
            <thead>
              <tr>
                <th>Name</th>
                <th>Value</th>
                <th>Named by</th>
                <th>
                  <span className="visually-hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {secrets.map((secret) => (
                <SecretRow
                  key={`${secret.input} ${secret.name}`}
                  secret={secret}
                  why={why}
                  onSet={() => setEdited(secret)}
                  onRemove={() => setAsked(secret)}
                />
              ))}
            </tbody>
          </table>
        )}
      </section>
      <Kept />
      {edited !== null && (
        <SecretForm secret={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
      <Question
        opened={asked !== null}
        question={`Delete ${asked?.name ?? ''}?`}
        yes="Delete"
        why={why}
        onYes={() => void (asked !== null && store.remove(asked.name, asked.input))}
        onClose={() => setAsked(null)}
      >
        <p>
          {asked !== null && asked.used_by.length > 0
            ? `It is named by ${asked.used_by.join(', ')}, which can’t be used without it.`
            : 'Nothing names it.'}{' '}
          Its value can’t be brought back.
        </p>
      </Question>
    </Box>
  );
}

function Nothing() {
  return (
    <div className={css['nothing']}>
      <p>There are none yet.</p>
      <p>
        A secret stands in the file as <code>{`\${secret:github-token}`}</code>, and its value is kept
        elsewhere.
      </p>
    </div>
  );
}

/** Where they are kept, and what that protects from. */
function Kept() {
  const kept = useSecrets((state) => state.kept);
  return (
    <p className={css['kept']} data-kind={kept?.kind}>
      {kept?.says}
    </p>
  );
}
