import type { RequestErrorClass } from '#contract/traffic.ts';
import { CLASS_WORDS } from '../../../format/traffic-words.ts';
import { Button, IconButton } from '../../../parts/button.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { type Choice, Select } from '../../../parts/select.tsx';
import { useEngine, useRequests, useStores, useTraffic } from '../../../store/stores.ts';
import { ALL_REQUESTS } from '../../../store/traffic/request-match.ts';
import css from './requests.module.css';

const METHODS = [
  'tools/call',
  'tools/list',
  'resources/read',
  'resources/list',
  'prompts/get',
  'prompts/list',
];
const SLOWER: readonly Choice[] = [
  { value: '0', words: 'any time' },
  { value: '100', words: 'over 100 ms' },
  { value: '1000', words: 'over 1 s' },
  { value: '10000', words: 'over 10 s' },
];
const FAILED = 'failed';
const OUTCOMES: readonly Choice[] = [
  { value: '', words: 'any outcome' },
  { value: FAILED, words: 'failed' },
  ...Object.entries(CLASS_WORDS).map(([value, words]) => ({ value, words })),
];

/** Which requests are shown, and whether they go on coming. */
export function RequestFilters() {
  const { requests } = useStores();
  const choice = useRequests((state) => state.choice);
  const order = useEngine((state) => state.order);
  const traffic = useTraffic((state) => state.traffic);
  const clients = [
    ...new Set([
      ...(traffic?.clients.map(({ name }) => name) ?? []),
      ...(traffic?.flows.map(({ client }) => client) ?? []),
    ]),
  ].sort();
  const servers = [...new Set([...order, ...(traffic?.flows.map(({ server }) => server) ?? [])])];
  const changed = JSON.stringify(choice) !== JSON.stringify(ALL_REQUESTS);
  return (
    <search className={css['filters']} aria-label="Request search">
      <span className={css['search']}>
        <Icon name="search" size={13} />
        <input
          type="text"
          aria-label="Tool, prompt or URI"
          placeholder="Tool or URI"
          spellCheck={false}
          maxLength={1000}
          value={choice.target}
          onChange={(event) => requests.choose({ target: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && choice.target !== '') requests.choose({ target: '' });
          }}
        />
      </span>
      <Select
        aria-label="Client"
        choices={withAll('all clients', clients, choice.client)}
        value={choice.client}
        onChoose={(client) => requests.choose({ client })}
      />
      <Select
        aria-label="Server"
        choices={withAll('all servers', servers, choice.server)}
        value={choice.server}
        onChoose={(server) => requests.choose({ server })}
      />
      <Select
        aria-label="Method"
        choices={withAll('all methods', METHODS, choice.method)}
        value={choice.method}
        onChoose={(method) => requests.choose({ method })}
      />
      <Select
        aria-label="Outcome"
        choices={OUTCOMES}
        value={choice.errorClass ?? (choice.onlyFailed ? FAILED : '')}
        onChoose={(value) =>
          requests.choose({
            onlyFailed: value === FAILED,
            errorClass: value === '' || value === FAILED ? null : (value as RequestErrorClass),
          })
        }
      />
      <Select
        aria-label="Time taken"
        choices={SLOWER}
        value={String(choice.slowerThanMs)}
        onChoose={(value) => requests.choose({ slowerThanMs: Number(value) })}
      />
      {changed && (
        <IconButton icon="close" label="Show all requests" onClick={() => requests.choose(ALL_REQUESTS)} />
      )}
      <span className="grow" />
      <Pause />
    </search>
  );
}

function Pause() {
  const { requests } = useStores();
  const paused = useRequests((state) => state.paused);
  const unseen = useRequests((state) => state.unseen);
  return (
    <Button
      look={paused ? 'primary' : 'plain'}
      className={css['pause'] ?? ''}
      aria-pressed={paused}
      onClick={() => requests.setPaused(!paused)}
    >
      {paused ? `Paused${unseen > 0 ? `, ${unseen} new` : ''}` : 'Pause'}
    </Button>
  );
}

/** One that is chosen stays a choice when it is gone. */
function withAll(all: string, names: readonly string[], chosen: string): Choice[] {
  const more = chosen !== '' && !names.includes(chosen) ? [chosen] : [];
  return [{ value: '', words: all }, ...[...names, ...more].map((name) => ({ value: name, words: name }))];
}
