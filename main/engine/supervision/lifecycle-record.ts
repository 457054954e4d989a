import type { LifecycleEvent } from '#contract/history.ts';
import type { Event, Life } from './life.ts';
import { failureOf, stateOf } from './state-of.ts';
import { STARTED_BECAUSE, STOPPED_BECAUSE, sayDuration } from './wording.ts';

/** What the history keeps of a step; the rest is known by the server that took it. */
export type LifecycleStep = Pick<
  LifecycleEvent,
  'from' | 'to' | 'code' | 'reason' | 'next_start_ms' | 'exit_code' | 'signal'
>;

/** The step as the history tells it, or null for one that changed nothing that a reader could see. */
export function recordStep(before: Life, event: Event, after: Life, nowMs: number): LifecycleStep | null {
  const from = stateOf(before.phase);
  const to = stateOf(after.phase);
  const hungBefore = before.phase.kind === 'ready' && before.phase.hung !== null;
  const hungAfter = after.phase.kind === 'ready' && after.phase.hung !== null;
  if (from === to && hungBefore === hungAfter) return null;
  const { code, reason } = why(event, after);
  const waits = after.phase.kind === 'ending' ? after.phase.after : after.phase;
  const exit = 'failure' in event ? event.failure.exit : null;
  return {
    from,
    to,
    code,
    reason,
    next_start_ms: 'untilMs' in waits ? Math.round(Math.max(0, waits.untilMs - nowMs)) : null,
    exit_code: exit?.code ?? null,
    signal: exit?.signal ?? null,
  };
}

function why(event: Event, after: Life): { code: string; reason: string } {
  switch (event.kind) {
    case 'start':
      return { code: 'start', reason: STARTED_BECAUSE[event.cause] };
    case 'restart':
      return {
        code: 'restart',
        reason:
          event.because ?? (event.cause === 'owner' ? 'restarted by you' : STARTED_BECAUSE[event.cause]),
      };
    case 'stop':
      return { code: 'stop', reason: STOPPED_BECAUSE[event.why] };
    case 'demand':
      return { code: 'demand', reason: STARTED_BECAUSE.demand };
    case 'idle':
      return { code: 'idle', reason: 'no client used it' };
    case 'mended':
      return { code: 'mended', reason: event.what };
    case 'dependencies-ready':
      return { code: 'dependencies-ready', reason: 'what it depends on is ready' };
    case 'slot':
      return { code: 'launch', reason: 'it was its turn to start' };
    case 'handshake-done':
      return { code: 'ready', reason: `the handshake was done after ${sayDuration(event.startMs)}` };
    case 'exited':
      if (event.unheard && failureOf(after.phase) === null && after.memory.discoverExcused) {
        return {
          code: 'era',
          reason: 'it ended on server/discover; it is started once more with initialize',
        };
      }
      return ofFailure(event);
    case 'launch-failed':
    case 'handshake-failed':
    case 'hung':
    case 'over-limit':
      return ofFailure(event);
    case 'answers-again':
      return { code: 'answers-again', reason: 'it answered again' };
    case 'gone':
      return event.kept === true
        ? { code: 'kept', reason: 'it runs on, as its configuration says: the next start takes it over' }
        : { code: 'gone', reason: 'nothing of it is left' };
    case 'start-due':
      return { code: 'retry', reason: STARTED_BECAUSE.failure };
    case 'settled':
      return { code: 'settled', reason: 'it has been ready for long enough' };
    default:
      return event satisfies never;
  }
}

function ofFailure({ failure }: Extract<Event, { readonly failure: unknown }>) {
  return { code: failure.problem.code, reason: failure.problem.message };
}
