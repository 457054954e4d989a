import { useId, useState } from 'react';
import type { ServerView } from '#contract/server.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { useEngine, useRequest, useStores } from '../../../store/stores.ts';
import { Answer } from './answer.tsx';
import { readParams } from './read-params.ts';
import css from './request.module.css';

const METHODS = [
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
];
const EXAMPLE = '{ "name": "…", "arguments": {} }';

/** One request by hand, as a client would send it: it starts a server that is on demand, and waits its turn. */
export function Request({ server }: { readonly server: ServerView }) {
  const { request } = useStores();
  const sending = useRequest((state) => state.sending);
  const connected = useEngine((state) => state.connection === 'live');
  const [method, setMethod] = useState('tools/list');
  const [text, setText] = useState('');
  const ids = useId();
  const params = readParams(text);
  const why = !connected
    ? 'Not connected to Signalbox'
    : sending
      ? 'One is on its way'
      : method.trim() === ''
        ? 'Name a method'
        : params.kind === 'refused'
          ? 'The parameters can’t be read'
          : null;
  const send = (): void => {
    if (params.kind === 'refused' || why !== null) return;
    void request.send({ server: server.name, method: method.trim(), params: params.params });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={css['columns']}>
      <Box heading="Request">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter in either field */}
        <div className={css['form']} onKeyDown={onKey}>
          <label htmlFor={`${ids}-method`}>Method</label>
          <input
            id={`${ids}-method`}
            list={`${ids}-methods`}
            spellCheck={false}
            maxLength={200}
            value={method}
            onChange={(event) => setMethod(event.currentTarget.value)}
          />
          <datalist id={`${ids}-methods`}>
            {METHODS.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <label htmlFor={`${ids}-params`}>Parameters, as JSON</label>
          <textarea
            id={`${ids}-params`}
            rows={9}
            spellCheck={false}
            placeholder={EXAMPLE}
            value={text}
            aria-invalid={params.kind === 'refused'}
            aria-describedby={`${ids}-why`}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <p id={`${ids}-why`} className={css['refused']}>
            {params.kind === 'refused' ? params.why : ''}
          </p>
          <div className={css['send']}>
            <Button look="primary" why={why} aria-keyshortcuts="Control+Enter" onClick={send}>
              {sending ? 'Sending…' : 'Send'}
            </Button>
            <span className="faint">Ctrl Enter</span>
          </div>
        </div>
      </Box>
      <Answer name={server.name} />
    </div>
  );
}
