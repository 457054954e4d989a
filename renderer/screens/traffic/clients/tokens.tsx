import { useEffect, useState } from 'react';
import type { ClientToken } from '#contract/client-token.ts';
import { fullDate, shortDay } from '../../../format/moment.ts';
import { Button } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { useClientTokens, useEngine, useStores } from '../../../store/stores.ts';
import { AddToken } from './add-token.tsx';
import css from './clients.module.css';
import { MadeToken } from './made-token.tsx';

const NONE: readonly ClientToken[] = [];

/** A token for each AI client: it says who calls, and can be taken back alone. */
export function Tokens() {
  const { clientTokens } = useStores();
  useEffect(() => clientTokens.open(), [clientTokens]);
  const tokens = useClientTokens((state) => state.tokens ?? NONE);
  const made = useClientTokens((state) => state.made);
  const problem = useClientTokens((state) => state.problem);
  const connected = useEngine((state) => state.connection === 'live');
  const [removing, setRemoving] = useState<string | null>(null);
  return (
    <section aria-label="Client tokens">
      <h3 className={css['heading']}>Client tokens</h3>
      <p className="dim">
        A token lets one AI client use the servers, and nothing else of Signalbox. Its name is shown beside
        the client’s requests.
      </p>
      <AddToken />
      <p className={css['problem']} role="alert">
        {problem}
      </p>
      {made !== null && <MadeToken key={made.token} name={made.name} token={made.token} />}
      {tokens.length > 0 && (
        <ul className={css['tokens']}>
          {tokens.map(({ name, created_at: made, last_used_at: used }) => (
            <li key={name}>
              <b>{name}</b>
              <span className="dim">
                made <time title={fullDate(made)}>{shortDay(made)}</time>,{' '}
                {used === null ? (
                  'never used'
                ) : (
                  <>
                    last used <time title={fullDate(used)}>{shortDay(used)}</time>
                  </>
                )}
              </span>
              <Button
                aria-label={`Remove ${name}…`}
                why={connected ? null : 'Not connected to Signalbox'}
                onClick={() => setRemoving(name)}
              >
                Remove…
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Question
        opened={removing !== null}
        question={`Remove the token ${removing ?? ''}?`}
        yes="Remove it"
        onYes={() => {
          if (removing !== null) void clientTokens.remove(removing);
        }}
        onClose={() => setRemoving(null)}
      >
        <p>The client that uses it is cut off at once, and refused from then on.</p>
      </Question>
    </section>
  );
}
