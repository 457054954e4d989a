import type { ServerState } from './server-state.ts';

export type ServerCommand = 'start' | 'stop' | 'restart';

/** For each command null when it makes sense, else why not, in words for a person. */
export type PossibleCommands = Readonly<Record<ServerCommand, string | null>>;

const DOWN: PossibleCommands = { start: null, stop: null, restart: 'Not running: start it instead' };
const BETWEEN = 'It is stopping';

/**
 * Which commands the tray and the window offer in each state. The engine would take them all; this keeps a slip of
 * the hand out. Free of zod, for the window's sake.
 */
export const POSSIBLE_COMMANDS: Readonly<Record<ServerState, PossibleCommands>> = {
  ready: { start: 'Already running', stop: null, restart: null },
  starting: { start: 'Already starting', stop: null, restart: null },
  waiting: { start: 'Starts when its turn comes', stop: null, restart: 'Not running yet' },
  'backing-off': DOWN,
  'crash-looping': DOWN,
  failed: DOWN,
  stopped: { start: null, stop: 'Already stopped', restart: 'Not running: start it instead' },
  stopping: { start: BETWEEN, stop: BETWEEN, restart: BETWEEN },
};
