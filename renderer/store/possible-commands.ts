import { POSSIBLE_COMMANDS, type PossibleCommands, type ServerCommand } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';

const PROGRESS: Record<ServerCommand, string> = {
  start: 'Start is on its way',
  stop: 'Stop is on its way',
  restart: 'Restart is on its way',
};

/** Which commands make sense for a server now; for a tooltip, why not. */
export function possibleCommands(
  server: ServerView,
  pending: ServerCommand | undefined,
  connected: boolean,
): PossibleCommands {
  if (!connected) return all('Not connected to Signalbox');
  if (pending !== undefined) return all(PROGRESS[pending]);
  return POSSIBLE_COMMANDS[server.state];
}

function all(why: string): PossibleCommands {
  return { start: why, stop: why, restart: why };
}
