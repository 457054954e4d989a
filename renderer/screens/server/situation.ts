import type { Alert } from '#contract/alert.ts';
import type { ServerProblem, ServerView } from '#contract/server.ts';
import type { ServerState } from '#contract/server-state.ts';
import { needsSomebody } from '../../store/alerts/needs-somebody.ts';

/** What is the matter with a server, and what follows: the card on top of its page. */
export interface Situation {
  /** "Went down", "Can’t start". */
  readonly headline: string;
  /** The engine's own clause for why; null where the headline says all. */
  readonly why: string | null;
  /** What mends it and what happens next, as sentences. */
  readonly lines: readonly string[];
  /** The last line that its process wrote, where that may explain it; null where it is told already. */
  readonly stderr: string | null;
  readonly nextStartAt: string | null;
  /** What it depends on, while it waits for that. */
  readonly waitsFor: readonly string[];
  /** Whether a start now would be earlier than the one that is due. */
  readonly canTryNow: boolean;
}

/** Null for a server of which nothing has to be said: its state and figures say all. The verdict is the engine's. */
export function situationOf(server: ServerView): Situation | null {
  const { state, problem, reason, next_step: nextStep, health_reasons: reasons, last_exit: exit } = server;
  const headline = headlineOf(server);
  if (headline === null) return null;
  const why = problem?.message ?? reason ?? (reasons.length > 0 ? reasons.join(' · ') : null);
  const isTold = why?.toLowerCase() === headline.toLowerCase();
  const fix = problem?.fix ?? null;
  // The engine's next step often ends in what mends it.
  const lines = [fix !== null && nextStep?.includes(fix) === true ? null : fix, nextStep];
  const isDown = DOWN.has(state);
  const stderr =
    isDown && (problem === null || TOLD_ON_STDERR.has(problem.code)) ? (exit?.stderr ?? null) : null;
  return {
    headline,
    why: isTold ? null : why,
    lines: lines.filter((line) => line !== null),
    stderr: stderr !== null && why?.includes(stderr.slice(0, 40)) === true ? null : stderr,
    nextStartAt: server.next_start_at,
    waitsFor: state === 'waiting' ? server.depends_on : [],
    canTryNow: isDown,
  };
}

/** The alert of which the card tells already: of a server that is down or does not answer, the one that says just that. */
export function alertOfSituation(server: ServerView | undefined, alerts: readonly Alert[]): Alert | null {
  if (server === undefined || (server.state === 'ready' && !server.hung)) return null;
  if (situationOf(server) === null) return null;
  const same = (alert: Alert): boolean =>
    alert.server === server.name && OF_ITS_STATE.has(alert.rule) && needsSomebody(alert);
  return alerts.find(same) ?? null;
}

/** Of type process_health: the others of that type count what was before. */
const OF_ITS_STATE: ReadonlySet<string> = new Set(['crash_loop', 'cannot_start', 'down', 'hung']);

/** Where its memory leads, in a sentence; null where that is told as the reason already. */
export function untoldForecast({ forecast }: ServerView, situation: Situation | null): string | null {
  if (forecast === null || situation?.why?.includes(forecast.replace(/\.$/, '')) === true) return null;
  return forecast;
}

const DOWN: ReadonlySet<ServerState> = new Set(['backing-off', 'crash-looping', 'failed']);

/** Problems of which the server itself may have said more. */
const TOLD_ON_STDERR: ReadonlySet<ServerProblem['code']> = new Set([
  'exited',
  'killed',
  'exit-unusable',
  'start-timeout',
  'handshake-refused',
  'out-of-memory',
]);

function headlineOf(server: ServerView): string | null {
  const { state, problem, reason, next_step: nextStep } = server;
  switch (state) {
    case 'ready':
      return readyHeadline(server);
    case 'starting':
      if (server.installing) return 'Installing';
      return problem === null && reason === null && nextStep === null ? null : 'Starting';
    case 'stopping':
      return reason === null && nextStep === null ? null : 'Stopping';
    case 'waiting':
      // The engine's clause says for what: "waits for github".
      return reason?.startsWith('waits ') === true ? `W${reason.slice(1)}` : 'Waits';
    case 'backing-off':
      return 'Went down';
    case 'crash-looping':
      return 'Keeps going down';
    case 'failed':
      return 'Can’t start';
    case 'stopped':
      return reason === null && server.start === 'on-demand' ? 'Starts on demand' : 'Stopped';
    default:
      return state satisfies never;
  }
}

function readyHeadline(server: ServerView): string | null {
  const { problem, health, reason, next_step: nextStep } = server;
  if (server.hung) return 'Does not answer, and is left running';
  if (health === 'unhealthy' || health === 'degraded')
    return health === 'degraded' ? 'Degraded' : 'Unhealthy';
  if (server.adopted) return 'Taken over from an earlier Signalbox';
  return problem === null && reason === null && nextStep === null ? null : 'Running';
}
