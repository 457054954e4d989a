import type { AlertsNow } from '#contract/alert.ts';
import { POSSIBLE_COMMANDS } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS, type Lamp, type ServerState } from '#contract/server-state.ts';
import { alertItems, countAlerts } from './alert-items.ts';
import { pauseItems } from './pause-items.ts';
import type { ServersNow } from './servers-now.ts';
import { command, separator, type TrayItem } from './tray-item.ts';

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
  readonly alerts: AlertsNow;
  /** Whether this machine shows notifications at all. */
  readonly notifications: boolean;
  /** The configuration file without its folder. */
  readonly configurationName: string;
  readonly nowMs: number;
}

/** What the tray shows: judged by the engine, only put into words and order here. */
export function trayModel(
  now: ServersNow,
  { alerts, notifications, configurationName, nowMs }: TrayFacts,
): TrayModel {
  const { sentence, detail, lamp } = now.overview;
  const counts = [alerts.firing === 0 ? '' : countAlerts(alerts.firing), detail].filter(
    (part) => part !== '',
  );
  return {
    lamp,
    tooltip: [`Signalbox: ${sentence}`, ...(counts.length === 0 ? [] : [counts.join(' · ')])].join('\n'),
    items: [
      { kind: 'text', label: sentence },
      separator,
      ...alertItems(alerts),
      ...serverItems(now),
      command('Show window', { do: 'show-window' }),
      ...(notifications ? pauseItems(alerts, nowMs) : []),
      {
        kind: 'checkbox',
        label: 'Notifications',
        checked: notifications,
        act: { do: 'set-notifications', on: !notifications },
      },
      command(`Open ${configurationName}`, { do: 'open-configuration' }),
      command('Settings', { do: 'open-settings' }),
      separator,
      command('Quit', { do: 'quit' }),
    ],
  };
}
