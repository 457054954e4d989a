import type { RefObject } from 'react';
import { count } from '../../format/quantity.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Pill } from '../../parts/pill.tsx';
import { EVERYTHING, LEVELS } from '../../store/log-match.ts';
import { useLogs, useStores, useView } from '../../store/stores.ts';
import css from './logs.module.css';
import { ServerPicker } from './server-picker.tsx';

/** What to show: search, levels, servers; and how: wrapped, following. */
export function LogToolbar({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const { logs } = useStores();
  const choice = useLogs((state) => state.choice);
  const changed = choice.text !== '' || choice.levels.length > 0 || choice.servers.length > 0;
  return (
    <search className={css['toolbar']} aria-label="Log search">
      <Search search={search} />
      <Levels />
      <ServerPicker />
      {changed && <IconButton icon="close" label="Show everything" onClick={() => logs.choose(EVERYTHING)} />}
      <span className="grow" />
      <Wrap />
      <Follow />
    </search>
  );
}

function Search({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const { logs } = useStores();
  const { text, regex } = useLogs((state) => state.choice);
  const problem = useLogs((state) => state.problem);
  const onKey = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'Escape') return;
    if (text === '') event.currentTarget.blur();
    else logs.choose({ text: '' });
  };
  return (
    <div className={css['search']} data-invalid={problem !== null && text !== ''}>
      <Icon name="search" size={14} />
      <input
        ref={search}
        type="text"
        aria-label="Search the log"
        aria-keyshortcuts="/"
        aria-invalid={problem !== null && text !== ''}
        placeholder={regex ? 'Regular expression' : 'Search'}
        spellCheck={false}
        maxLength={1000}
        value={text}
        onChange={(event) => logs.choose({ text: event.currentTarget.value })}
        onKeyDown={onKey}
      />
      <Pill
        on={regex}
        className="mono"
        aria-label="Regular expression"
        title="Regular expression"
        onClick={() => logs.choose({ regex: !regex })}
      >
        .*
      </Pill>
    </div>
  );
}

function Levels() {
  const { logs } = useStores();
  const chosen = useLogs((state) => state.choice.levels);
  const counts = useLogs((state) => state.counts);
  return (
    <fieldset className={css['levels']}>
      <legend className="visually-hidden">Levels</legend>
      {LEVELS.map((level) => {
        const on = chosen.includes(level);
        const next = on ? chosen.filter((one) => one !== level) : [...chosen, level];
        return (
          <Pill
            key={level}
            on={on}
            data-level={level}
            className={css['level'] ?? ''}
            onClick={() => logs.choose({ levels: next })}
          >
            {level} {counts === null ? '' : count(counts[level])}
          </Pill>
        );
      })}
    </fieldset>
  );
}

function Wrap() {
  const { view } = useStores();
  const wrap = useView((state) => state.wrapLogs);
  return (
    <IconButton
      icon="wrap"
      label="Wrap long lines"
      aria-pressed={wrap}
      className={css['wrap'] ?? ''}
      onClick={() => view.setState({ wrapLogs: !wrap })}
    />
  );
}

function Follow() {
  const { logs } = useStores();
  const following = useLogs((state) => state.following);
  const unseen = useLogs((state) => state.unseen);
  return (
    <Button
      look={following ? 'primary' : 'plain'}
      className={css['follow'] ?? ''}
      aria-pressed={following}
      aria-keyshortcuts="f"
      onClick={() => logs.setFollowing(!following)}
    >
      {following ? 'Following' : 'Follow'}
      {!following && unseen > 0 && <span className={css['unseen']}>{count(unseen)} new</span>}
    </Button>
  );
}
