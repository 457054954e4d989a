import type { StartCause, StopWhy } from './life.ts';

/** Why a server was started, in a clause. */
export const STARTED_BECAUSE: Readonly<Record<StartCause, string>> = {
  engine: 'Signalbox started',
  owner: 'started by you',
  configuration: 'its configuration changed',
  failure: 'the wait after a failure was over',
  demand: 'a request waits for it',
  mended: 'what kept it from starting has changed',
  limit: 'it had passed a limit',
  dependency: 'a server that it depends on came back',
  pool: 'its pool wants another',
  remedy: 'restarted by a rule',
};

/** Why a server is stopped, in a clause. */
export const STOPPED_BECAUSE: Readonly<Record<StopWhy, string>> = {
  owner: 'stopped by you',
  disabled: 'disabled in the configuration',
  removed: 'taken out of the configuration',
  closing: 'stopped with Signalbox',
  idle: 'not in use; it starts with the first request',
  finished: 'ended as its configuration calls a success',
  spare: 'its pool no longer needs it',
  'client-left': 'the client that it served has left',
};

/** 240 ms, 1.4 s, 5 min: for a sentence. */
export function sayDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
