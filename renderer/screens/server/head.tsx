import { useEffect, useRef } from 'react';
import type { ServerCommand } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';
import { formatDuration } from '../../format/duration.ts';
import { stateName } from '../../format/server-words.ts';
import { Button } from '../../parts/button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { useNow } from '../../parts/use-now.ts';
import { possibleCommands } from '../../store/possible-commands.ts';
import { useCommands, useEngine, useStores } from '../../store/stores.ts';
import { visitLogs } from '../../store/visits.ts';
import css from './server.module.css';

const WORDS: Readonly<Record<ServerCommand, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };

/** Who it is, how it is, and what can be done with it. */
export function Head({ server }: { readonly server: ServerView }) {
  const stores = useStores();
  const { name, lamp } = server;
  const connected = useEngine((state) => state.connection === 'live');
  const pending = useCommands((state) => state.pending.get(name));
  const possible = possibleCommands(server, pending, connected);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What led here is gone from the page: the keyboard goes on from the heading.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  const first: ServerCommand = possible.start === null ? 'start' : 'stop';
  return (
    <header className={css['head']}>
      <div className={css['who']}>
        <nav aria-label="Way back" className={css['crumbs']}>
          <a href="#/" aria-keyshortcuts="Escape">
            Dashboard
          </a>
          <span aria-hidden="true">/</span>
        </nav>
        <Lamp lamp={lamp} />
        <h2 ref={heading} tabIndex={-1} title={name}>
          {name}
        </h2>
        <p className={css['facts']}>{useFacts(server)}</p>
      </div>
      <div className={css['buttons']}>
        <Button onClick={() => visitLogs(stores, name)}>Logs</Button>
        {(['restart', first] as const).map((command) => (
          <Button
            key={command === 'restart' ? command : 'start-or-stop'}
            why={possible[command]}
            onClick={() => void stores.commands.run(command, [name])}
          >
            {WORDS[command]}
          </Button>
        ))}
      </div>
    </header>
  );
}

/** "degraded · running 2 h 14 min · protocol 2025-06-18 · version 2025.4.8 · 26 tools". */
function useFacts(server: ServerView): string {
  const nowMs = useNow();
  const { state, health, installing, started_at: startedAt, tools } = server;
  const doing = installing ? 'installing' : stateName(state);
  const since = startedAt === null ? '' : ` ${formatDuration((nowMs - Date.parse(startedAt)) / 1000)}`;
  return [
    state === 'ready' && health !== 'healthy' ? health : null,
    doing + since,
    server.protocol_version === null ? null : `protocol ${server.protocol_version}`,
    server.server_version === null ? null : `version ${server.server_version}`,
    tools === null ? null : tools === 1 ? '1 tool' : `${tools} tools`,
    server.location === 'remote' ? 'remote' : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
