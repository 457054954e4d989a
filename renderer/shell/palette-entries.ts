import type { AlertsNow } from '#contract/alert.ts';
import type { ServerCommand } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';
import type { Lamp } from '#contract/server-state.ts';
import type { Theme } from '#contract/theme.ts';
import { possibleCommands } from '../store/possible-commands.ts';
import type { Screen } from '../store/view-store.ts';

export type PaletteAction =
  | { readonly kind: 'logs'; readonly server: string }
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'command'; readonly command: ServerCommand; readonly server: string }
  | { readonly kind: 'screen'; readonly screen: Screen }
  | { readonly kind: 'add-server' }
  | { readonly kind: 'theme'; readonly theme: Theme }
  | { readonly kind: 'restart-all' }
  | { readonly kind: 'acknowledge-all' }
  /** For an hour. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' };

export interface PaletteEntry {
  readonly id: string;
  /** The server's name, or the group that the action belongs to. */
  readonly subject: string;
  readonly lamp: Lamp | null;
  readonly words: string;
  readonly action: PaletteAction;
}

export interface PaletteFacts {
  readonly servers: readonly ServerView[];
  readonly pending: ReadonlyMap<string, ServerCommand>;
  readonly connected: boolean;
  readonly alerts: Pick<AlertsNow, 'firing' | 'paused_until'>;
}

const COMMAND_WORDS: Record<ServerCommand, string> = { start: 'Start', stop: 'Stop', restart: 'Restart' };
const THEME_WORDS: Record<Theme, string> = { system: 'as the system', dark: 'dark', light: 'light' };

/** All that the palette offers now: only what can be done, so that no entry is a dead end. */
export function paletteEntries({ servers, pending, connected, alerts }: PaletteFacts): PaletteEntry[] {
  const own = servers.flatMap((server): PaletteEntry[] => {
    const { name, lamp } = server;
    const possible = possibleCommands(server, pending.get(name), connected);
    const commands = (['restart', 'stop', 'start'] as const).filter((command) => possible[command] === null);
    const entry = (id: string, words: string, action: PaletteAction): PaletteEntry => ({
      id: `${id}:${name}`,
      subject: name,
      lamp,
      words,
      action,
    });
    return [
      entry('server', 'Open', { kind: 'server', server: name }),
      entry('logs', 'Open logs', { kind: 'logs', server: name }),
      ...commands.map((command) =>
        entry(command, COMMAND_WORDS[command], { kind: 'command', command, server: name }),
      ),
    ];
  });
  return [...own, ...windowEntries(connected && servers.length > 0, connected ? alerts : null)];
}

function windowEntries(canRestart: boolean, alerts: PaletteFacts['alerts'] | null): PaletteEntry[] {
  const entry = (id: string, subject: string, words: string, action: PaletteAction): PaletteEntry => ({
    id,
    subject,
    lamp: null,
    words,
    action,
  });
  return [
    entry('screen:dashboard', 'Go to', 'Dashboard', { kind: 'screen', screen: 'dashboard' }),
    entry('screen:traffic', 'Go to', 'Traffic', { kind: 'screen', screen: 'traffic' }),
    entry('screen:logs', 'Go to', 'Logs', { kind: 'screen', screen: 'logs' }),
    entry('screen:alerts', 'Go to', 'Alerts', { kind: 'screen', screen: 'alerts' }),
    entry('screen:configuration', 'Go to', 'Configuration', { kind: 'screen', screen: 'configuration' }),
    entry('screen:settings', 'Go to', 'Settings', { kind: 'screen', screen: 'settings' }),
    ...(alerts === null ? [] : [entry('add-server', 'Servers', 'Add server…', { kind: 'add-server' })]),
    ...(alerts === null ? [] : alertEntries(alerts, entry)),
    ...(canRestart ? [entry('restart-all', 'All servers', 'Restart all…', { kind: 'restart-all' })] : []),
    ...(['dark', 'light', 'system'] as const).map((theme) =>
      entry(`theme:${theme}`, 'Theme', THEME_WORDS[theme], { kind: 'theme', theme }),
    ),
  ];
}

type Entry = (id: string, subject: string, words: string, action: PaletteAction) => PaletteEntry;

function alertEntries(
  { firing, paused_until: paused }: PaletteFacts['alerts'],
  entry: Entry,
): PaletteEntry[] {
  return [
    ...(firing > 0
      ? [entry('acknowledge-all', 'Alerts', `Acknowledge all ${firing}`, { kind: 'acknowledge-all' })]
      : []),
    paused === null
      ? entry('pause', 'Alerts', 'Pause notifications for 1 hour', { kind: 'pause' })
      : entry('resume', 'Alerts', 'Resume notifications', { kind: 'resume' }),
  ];
}

/** Entries in which every word of the query begins a word or stands inside one; those that begin one come first. */
export function filterEntries(entries: readonly PaletteEntry[], query: string): PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = entries.flatMap((entry) => {
    const text = `${entry.subject} ${entry.words}`.toLowerCase();
    const ranks = words.map((word) => rank(text, word));
    return ranks.includes(NOT_FOUND) ? [] : [{ entry, rank: ranks.reduce((sum, one) => sum + one, 0) }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

const NOT_FOUND = Number.POSITIVE_INFINITY;

function rank(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === -1) return NOT_FOUND;
  if (at === 0) return 0;
  return /[\s\-_.]/.test(text[at - 1] ?? '') ? 1 : 2;
}
