import { useEffect, useState } from 'react';
import type { ServerView } from '#contract/server.ts';
import { fullDate } from '../../../format/moment.ts';
import { count } from '../../../format/quantity.ts';
import { Box } from '../../../parts/box.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useStores, useTools } from '../../../store/stores.ts';
import { matchTools } from './match-tools.ts';
import { ToolEntry } from './tool-entry.tsx';
import css from './tools.module.css';
import { TryTool } from './try/try-tool.tsx';

/** What a server's tools are called, who may use them, how fast they are; and one of them to be tried. */
export function Tools({ server: { name, state } }: { readonly server: ServerView }) {
  const { tools: store, latencies } = useStores();
  useEffect(() => store.open(name), [store, name]);
  useEffect(() => latencies.open(name), [latencies, name]);
  const list = useTools(({ list: known }) => (known?.server === name ? known : null));
  const problem = useTools((known) => known.problem);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = matchTools(list?.tools ?? [], search);
  const tool = list?.tools.find((one) => one.name === chosen) ?? found[0];
  const off = list?.tools.filter(({ enabled }) => !enabled).length ?? 0;
  const aside = (
    <>
      <span
        className="faint"
        title={list?.known_since == null ? undefined : `as of ${fullDate(list.known_since)}`}
      >
        {list === null ? '' : `${count(list.tools.length)}${off > 0 ? `, ${off} off` : ''}`}
      </span>
      <span className="grow" />
      <input
        type="search"
        className={css['search']}
        aria-label="Search the tools"
        placeholder="Search"
        spellCheck={false}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
    </>
  );
  return (
    <div className={css['columns']}>
      <Box heading="Tools" aside={aside}>
        <ScrollArea label="Tools of the server">
          {found.length === 0 ? (
            <p className={css['nothing']} role={problem === null ? undefined : 'alert'}>
              {problem ?? nothingWords(list, search, state)}
            </p>
          ) : (
            <ul className={css['list']}>
              {found.map((one) => (
                <ToolEntry
                  key={one.name}
                  tool={one}
                  server={name}
                  chosen={one.name === tool?.name}
                  onChoose={() => setChosen(one.name)}
                />
              ))}
            </ul>
          )}
        </ScrollArea>
      </Box>
      <TryTool key={tool?.name} server={name} tool={tool} />
    </div>
  );
}

function nothingWords(
  list: { readonly tools: readonly unknown[]; readonly known_since: string | null } | null,
  search: string,
  state: ServerView['state'],
): string {
  if (list === null) return 'Asking for the tools…';
  if (list.tools.length > 0) return `No tool fits “${search}”.`;
  if (list.known_since !== null) return 'It has no tools.';
  return state === 'ready' ? 'Its tools are not known yet.' : 'Its tools are known once it was started.';
}
