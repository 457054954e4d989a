import type { ServerView } from '#contract/server.ts';
import type { ServerCommand } from './commands-store.ts';

/** For each command null when it can be given, else why not, in words for a tooltip. */
export type PossibleCommands = Readonly<Record<ServerCommand, string | null>>;

const PROGRESS: Record<ServerCommand, string> = {
  start: 'Start is on its way',
  stop: 'Stop is on its way',
  restart: 'Restart is on its way',
};

/** Which commands make sense for a server now. The engine would take them all; this keeps a slip of the hand out. */
export function possibleCommands(
  server: ServerView,
  pending: ServerCommand | undefined,
  connected: boolean,
): PossibleCommands {
  if (!connected) return all('Not connected to Signalbox');
  if (pending !== undefined) return all(PROGRESS[pending]);
  const { state } = server;
  switch (state) {
    case 'ready':
    case 'starting':
      return { start: state === 'ready' ? 'Already running' : 'Already starting', stop: null, restart: null };
    case 'waiting':
      return { start: 'Starts when its turn comes', stop: null, restart: 'Not running yet' };
    case 'backing-off':
    case 'crash-looping':
    case 'failed':
      return { start: null, stop: null, restart: 'Not running: start it instead' };
    case 'stopped':
      return { start: null, stop: 'Already stopped', restart: 'Not running: start it instead' };
    case 'stopping':
      return all('It is stopping');
    default:
      return assertNever(state);
  }
}

function all(why: string): PossibleCommands {
  return { start: why, stop: why, restart: why };
}

function assertNever(state: never): never {
  throw new Error(`unknown server state: ${String(state)}`);
}
