import { POSSIBLE_COMMANDS, type ServerCommand } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS, type Lamp, type ServerState } from '#contract/server-state.ts';
import type { ServersNow } from './servers-now.ts';

/** What the person chose in the tray menu. */
export type TrayAct =
  | { readonly do: ServerCommand | 'open-server' | 'open-logs'; readonly server: string }
  | { readonly do: 'set-notifications'; readonly on: boolean }
  | { readonly do: 'show-window' | 'open-configuration' | 'quit' };

export type TrayItem =
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'command'; readonly label: string; readonly enabled: boolean; readonly act: TrayAct }
  | { readonly kind: 'checkbox'; readonly label: string; readonly checked: boolean; readonly act: TrayAct }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

export interface TrayModel {
  readonly lamp: Lamp;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

/** A menu longer than a screen can't be used; those that need their owner come first, so they are always in it. */
const SERVERS_MAX = 25;

const STATE_WORDS: Readonly<Record<ServerState, string>> = {
  stopped: 'stopped',
  waiting: 'waiting to start',
  starting: 'starting',
  ready: 'running',
  stopping: 'stopping',
  'backing-off': 'down, comes back soon',
  'crash-looping': 'keeps crashing',
  failed: 'can’t start',
};

const separator: TrayItem = { kind: 'separator' };

function command(label: string, act: TrayAct, enabled = true): TrayItem {
  return { kind: 'command', label, enabled, act };
}

function serverItem({ name, state, lamp, health, installing }: ServerView): TrayItem {
  const isDeaf = state === 'ready' && health === 'unhealthy';
  const words = isDeaf ? 'not answering' : installing ? 'installing' : STATE_WORDS[state];
  const possible = POSSIBLE_COMMANDS[state];
  return {
    kind: 'submenu',
    label: `${LAMP_GLYPHS[lamp]} ${name}: ${words}`,
    items: [
      command('Start', { do: 'start', server: name }, possible.start === null),
      command('Stop', { do: 'stop', server: name }, possible.stop === null),
      command('Restart', { do: 'restart', server: name }, possible.restart === null),
      separator,
      command('Open', { do: 'open-server', server: name }),
      command('Open logs', { do: 'open-logs', server: name }),
    ],
  };
}

function attentionFirst({ overview, servers }: ServersNow): readonly ServerView[] {
  const urgent = overview.attention.flatMap((name) => servers.find((server) => server.name === name) ?? []);
  return [...urgent, ...servers.filter((server) => !urgent.includes(server))];
}

function serverItems(now: ServersNow): readonly TrayItem[] {
  const ordered = attentionFirst(now);
  const items = ordered.slice(0, SERVERS_MAX).map(serverItem);
  const more = ordered.length - items.length;
  if (more > 0) items.push(command(`${more} more in the window`, { do: 'show-window' }));
  return items.length > 0 ? [...items, separator] : [];
}

export interface TrayFacts {
  /** Whether notifications are shown. */
  readonly notifications: boolean;
  /** The configuration file without its folder. */
  readonly configurationName: string;
}

/** What the tray shows: judged by the engine, only put into words and order here. */
export function trayModel(now: ServersNow, { notifications, configurationName }: TrayFacts): TrayModel {
  const { sentence, detail, lamp } = now.overview;
  return {
    lamp,
    tooltip: detail === '' ? `Signalbox: ${sentence}` : `Signalbox: ${sentence}\n${detail}`,
    items: [
      { kind: 'text', label: sentence },
      separator,
      ...serverItems(now),
      command('Show window', { do: 'show-window' }),
      {
        kind: 'checkbox',
        label: 'Notifications',
        checked: notifications,
        act: { do: 'set-notifications', on: !notifications },
      },
      command(`Open ${configurationName}`, { do: 'open-configuration' }),
      separator,
      command('Quit', { do: 'quit' }),
    ],
  };
}
