import type { LastExit, ServerView } from '#contract/server.ts';
import type { Lamp, ServerState } from '#contract/server-state.ts';
import { formatCountdown, formatDuration } from './duration.ts';

/**
 * What a server is doing, in one line. The verdict and its reason are the engine's; only what moves with the clock
 * (how long it runs, when it comes back) is put in here.
 */
export function stateWords(server: ServerView, nowMs: number): string {
  const { state, reason } = server;
  switch (state) {
    case 'ready':
      return readyWords(server, nowMs);
    case 'starting':
      return startingWords(server, nowMs);
    case 'backing-off':
      return withReason(nextStart(server, nowMs, 'back in', 'starting again'), reason);
    case 'crash-looping':
      return withReason(
        nextStart(server, nowMs, 'keeps crashing, next try in', 'keeps crashing, trying now'),
        reason,
      );
    case 'failed':
      return server.problem?.message ?? reason ?? 'failed';
    case 'stopped':
      return reason ?? (server.start === 'on-demand' ? 'starts on demand' : state);
    case 'waiting':
    case 'stopping':
      return reason ?? state;
    default:
      return assertNever(state);
  }
}

const BARE_WORDS: Readonly<Record<ServerState, string>> = {
  stopped: 'stopped',
  waiting: 'waiting',
  starting: 'starting',
  ready: 'running',
  stopping: 'stopping',
  'backing-off': 'down',
  'crash-looping': 'keeps crashing',
  failed: 'can’t start',
};

/** A state's name, without why. */
export function stateName(state: ServerState): string {
  return BARE_WORDS[state];
}

/** A lamp for a state of which no verdict is known, as in the history. */
export const STATE_LAMPS: Readonly<Record<ServerState, Lamp>> = {
  stopped: 'off',
  waiting: 'info',
  starting: 'info',
  ready: 'ok',
  stopping: 'off',
  'backing-off': 'warn',
  'crash-looping': 'bad',
  failed: 'bad',
};

/** How the last process ended: "exit code 1", "SIGKILL". */
export function exitWords(exit: Pick<LastExit, 'code' | 'signal'>): string {
  if (exit.signal !== null) return exit.signal;
  return exit.code === null ? 'unknown' : `exit code ${exit.code}`;
}

/**
 * Revision, transport, and the server's own name and version, as far as they are known. Its own name is left out where
 * it only repeats the configured one: "mcp-servers/everything" for everything.
 */
export function identityWords(server: ServerView): string {
  const repeats = server.server_name?.toLowerCase().includes(server.name.toLowerCase()) === true;
  const own = [repeats ? null : server.server_name, server.server_version]
    .filter((part) => part !== null)
    .join(' ');
  return [server.protocol_version, server.transport, own]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
}

function startingWords({ installing, started_at: startedAt, reason }: ServerView, nowMs: number): string {
  const doing = installing ? 'installing' : 'starting';
  return withReason(startedAt === null ? doing : `${doing}, ${since(startedAt, nowMs)}`, reason);
}

function readyWords(server: ServerView, nowMs: number): string {
  const running = server.started_at === null ? 'running' : `running ${since(server.started_at, nowMs)}`;
  const first = server.health_reasons[0];
  if (server.hung) return withReason('does not answer, left running', server.reason ?? first ?? null);
  if (server.health === 'healthy') return `${running}${restartWords(server.restarts)}`;
  if (first !== undefined) return `${server.health}: ${first}`;
  return withReason(running, server.reason);
}

function restartWords(restarts: number): string {
  if (restarts === 0) return '';
  return restarts === 1 ? ', 1 restart' : `, ${restarts} restarts`;
}

function nextStart(server: ServerView, nowMs: number, before: string, due: string): string {
  if (server.next_start_at === null) return due;
  const leftMs = Date.parse(server.next_start_at) - nowMs;
  return leftMs > 0 ? `${before} ${formatCountdown(leftMs)}` : due;
}

function since(iso: string, nowMs: number): string {
  return formatDuration((nowMs - Date.parse(iso)) / 1000);
}

function withReason(words: string, reason: string | null): string {
  return reason === null ? words : `${words}: ${reason}`;
}

function assertNever(state: never): never {
  throw new Error(`unknown server state: ${String(state)}`);
}
