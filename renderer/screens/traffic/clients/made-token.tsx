import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Pill } from '../../../parts/pill.tsx';
import { useEngine, useStores } from '../../../store/stores.ts';
import { snippets } from './attach-words.ts';
import css from './clients.module.css';

/** A token just made, the only time that it can be seen, with what to put into the client’s file. */
export function MadeToken({ name, token }: { readonly name: string; readonly token: string }) {
  const { clientTokens } = useStores();
  const url = useEngine((state) => state.engine?.url ?? null);
  const [seen, setSeen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const all = snippets(url, token);
  const snippet = all[chosen] ?? all[0];
  const shown = (text: string): string => (seen ? text : text.replaceAll(token, '•'.repeat(12)));
  return (
    <div className={css['made']} role="status">
      <p>
        <b>{name}</b> has its token. It is told now only: copy it before you put it away.
      </p>
      <p className={css['secret']}>
        <code className={css['value']}>{shown(token)}</code>
        <Button aria-pressed={seen} onClick={() => setSeen(!seen)}>
          {seen ? 'Hide token' : 'Show token'}
        </Button>
        <CopyButton text={token} what="the token" />
        <Button onClick={() => clientTokens.putAway()}>Put away</Button>
      </p>
      <div className={css['pills']}>
        {all.map((one, index) => (
          <Pill key={one.name} on={one === snippet} onClick={() => setChosen(index)}>
            {one.name}
          </Pill>
        ))}
        <span className="grow" />
        {snippet !== undefined && <CopyButton text={snippet.text} what={`the entry for ${snippet.name}`} />}
      </div>
      <pre className={css['snippet']}>{shown(snippet?.text ?? '')}</pre>
    </div>
  );
}
