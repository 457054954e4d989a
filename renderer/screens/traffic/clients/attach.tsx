import { useState } from 'react';
import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Select } from '../../../parts/select.tsx';
import { useEngine } from '../../../store/stores.ts';
import { attachWords } from './attach-words.ts';
import css from './clients.module.css';

/** How an AI client reaches its servers through Signalbox: the command and the address. */
export function Attach({ heading }: { readonly heading: string }) {
  const order = useEngine((state) => state.order);
  const url = useEngine((state) => state.engine?.url ?? null);
  const [server, setServer] = useState('');
  const { command, address } = attachWords(server === '' ? null : server, url);
  return (
    <Box heading={heading} className={css['attach'] ?? ''}>
      <div className={css['ways']}>
        <p>
          Let an AI client call{' '}
          <Select
            aria-label="What to attach to"
            choices={[
              { value: '', words: 'all servers' },
              ...order.map((name) => ({ value: name, words: name })),
            ]}
            value={server}
            onChoose={setServer}
          />{' '}
          through Signalbox, in one of two ways:
        </p>
        <dl>
          <div>
            <dt>A client that starts a command</dt>
            <dd>
              <code className={css['value']}>{command}</code>
              <CopyButton text={command} what="the command" />
            </dd>
          </div>
          <div>
            <dt>A client that takes a URL</dt>
            <dd>
              <code className={css['value']}>{address ?? 'not known yet'}</code>
              {address !== null && <CopyButton text={address} what="the URL" />}
            </dd>
          </div>
        </dl>
        <p className="dim">The URL needs a token: make one for each client on the tab Clients.</p>
      </div>
    </Box>
  );
}
