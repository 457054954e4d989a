import { Modal } from '@mantine/core';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { useCommands, useEngine, useStores } from '../store/stores.ts';
import { visitLogs, visitServer } from '../store/visits.ts';
import css from './command-palette.module.css';
import { filterEntries, type PaletteAction, paletteEntries } from './palette-entries.ts';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onRestartAll: () => void;
}

/** The next key after Ctrl+K belongs to the search: nothing may come in between. */
const AT_ONCE = { duration: 0 };
const HOUR_MS = 3_600_000;

/** Ctrl+K: any server, any action, by typing a part of it. */
export function CommandPalette({ opened, onClose, onRestartAll }: Props) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={560}
      padding={0}
      yOffset="12vh"
      transitionProps={AT_ONCE}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Find a server or an action">
        <Modal.Body>
          <Palette onClose={onClose} onRestartAll={onRestartAll} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Palette({ onClose, onRestartAll }: Omit<Props, 'opened'>) {
  const stores = useStores();
  const servers = useEngine((state) => state.servers);
  const order = useEngine((state) => state.order);
  const connected = useEngine((state) => state.connection === 'live');
  const alerts = useEngine((state) => state.alerts);
  const pending = useCommands((state) => state.pending);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const views = order.flatMap((name) => servers[name] ?? []);
  const entries = filterEntries(paletteEntries({ servers: views, pending, connected, alerts }), query);
  const at = Math.min(chosen, entries.length - 1);

  const act = (action: PaletteAction): void => {
    onClose();
    switch (action.kind) {
      case 'logs':
        visitLogs(stores, action.server);
        break;
      case 'server':
        visitServer(stores, action.server);
        break;
      case 'command':
        void stores.commands.run(action.command, [action.server]);
        break;
      case 'screen':
        stores.view.setState({ screen: action.screen });
        break;
      case 'add-server':
        stores.view.setState({ isAdding: true });
        break;
      case 'theme':
        stores.view.setState({ theme: action.theme });
        break;
      case 'restart-all':
        onRestartAll();
        break;
      case 'acknowledge-all':
        void stores.alertCommands.acknowledge(
          alerts.alerts.filter(({ state }) => state === 'firing').map(({ id }) => id),
        );
        break;
      case 'pause':
        void stores.alertCommands.pause(Date.now() + HOUR_MS);
        break;
      case 'resume':
        void stores.alertCommands.pause(null);
        break;
      default:
        assertNever(action);
    }
  };

  const onKey = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') {
      const entry = entries[at];
      if (entry !== undefined) act(entry.action);
    } else if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, entries.length));
    else if (event.key === 'ArrowUp') setChosen((at - 1 + entries.length) % Math.max(1, entries.length));
    else return;
    event.preventDefault();
  };

  const active = entries[at] === undefined ? undefined : `${listId}-${at}`;
  useEffect(() => {
    if (active !== undefined) document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <>
      <div className={css['search']}>
        <Icon name="search" />
        <input
          className={css['input']}
          role="combobox"
          aria-label="Find a server or an action"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active}
          placeholder="Find a server or an action"
          value={query}
          ref={input}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div id={listId} role="listbox" aria-label="Servers and actions" className={css['list']}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox that owns this list
          <div
            key={entry.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={css['entry']}
            onMouseMove={() => setChosen(index)}
            onClick={() => act(entry.action)}
          >
            <span className={css['lamp']}>{entry.lamp !== null && <Lamp lamp={entry.lamp} />}</span>
            <span className={css['subject']}>{entry.subject}</span>
            <span className={css['words']}>{entry.words}</span>
          </div>
        ))}
      </div>
      <div role="status">
        {entries.length === 0 && <p className={css['nothing']}>Nothing is called “{query}”.</p>}
      </div>
    </>
  );
}

function assertNever(action: never): never {
  throw new Error(`unknown action: ${JSON.stringify(action)}`);
}
