import { Menu } from '@mantine/core';
import type { ServerCommand } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';
import { IconButton } from '../../../parts/button.tsx';
import { Icon, type IconName } from '../../../parts/icon.tsx';
import { possibleCommands } from '../../../store/possible-commands.ts';
import { useCommands, useEngine, useStores } from '../../../store/stores.ts';
import { visitLogs } from '../../../store/visits.ts';
import { isSecondHalf, noteMenuChoice } from './double-click.ts';
import css from './servers.module.css';

const COMMANDS: readonly { command: ServerCommand; words: string; icon: IconName }[] = [
  { command: 'start', words: 'Start', icon: 'start' },
  { command: 'stop', words: 'Stop', icon: 'stop' },
  { command: 'restart', words: 'Restart', icon: 'restart' },
];

/** What can be done to one server: a menu that is always there, and buttons on hover and focus where there is room. */
export function RowActions({ server }: { readonly server: ServerView }) {
  const stores = useStores();
  const { name } = server;
  const connected = useEngine((state) => state.connection === 'live');
  const pending = useCommands((state) => state.pending.get(name));
  const possible = possibleCommands(server, pending, connected);
  const run = (command: ServerCommand): void => void stores.commands.run(command, [name]);
  const openLogs = (): void => visitLogs(stores, name);
  // One button starts or stops, whichever the server's state asks for; the menu has all.
  const quick = COMMANDS.filter(({ command }) => command !== (possible.start === null ? 'stop' : 'start'));
  return (
    <div className={css['strip']} data-busy={pending !== undefined}>
      <span className={css['quick']}>
        {quick.map(({ command, words, icon }) => (
          <IconButton
            key={command}
            icon={icon}
            label={`${words} ${name}`}
            why={possible[command]}
            onClick={() => {
              if (!isSecondHalf()) run(command);
            }}
          />
        ))}
        <IconButton icon="logs" label={`Open logs of ${name}`} onClick={openLogs} />
      </span>
      <Menu
        position="bottom-end"
        width={190}
        transitionProps={{ duration: 0 }}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <button type="button" className={css['more']} aria-label={`Actions for ${name}`}>
            <Icon name="more" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {COMMANDS.map(({ command, words, icon }) => (
            <Menu.Item
              key={command}
              leftSection={<Icon name={icon} size={14} />}
              disabled={possible[command] !== null}
              onClick={() => {
                noteMenuChoice();
                run(command);
              }}
            >
              {words}
              {possible[command] !== null && <span className={css['why']}>{possible[command]}</span>}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="logs" size={14} />} onClick={openLogs}>
            Open logs
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
