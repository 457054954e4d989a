import type { ExitStatus, RestartSettings } from '../configuration/configuration.ts';
import type { Failure } from './failure.ts';
import type { After, Context, Memory, Phase } from './life.ts';
import { type BackoffMemory, backOff } from './restart-backoff.ts';

/** What follows an end, as its configuration wants it. */
export type Verdict = 'restart' | 'stay-down' | 'finished';

/** Whether the lists decide on it: never again, again in any case, a success. They go before the policy. */
export function listVerdict(failure: Failure, restart: RestartSettings): Verdict | null {
  const isIn = (list: readonly ExitStatus[]) =>
    list.some((status) => status === failure.exit?.code || status === failure.exit?.signal);
  if (isIn(restart.preventOn)) return 'stay-down';
  if (isIn(restart.forceOn)) return 'restart';
  if (isIn(restart.successOn)) return restart.policy === 'always' ? 'restart' : 'finished';
  return null;
}

function verdictOn(failure: Failure, restart: RestartSettings, isRemote: boolean): Verdict {
  // A connection that is lost costs nothing to try again, and nothing tells that its server is back but a try.
  if (isRemote) return restart.policy === 'never' ? 'stay-down' : 'restart';
  const listed = listVerdict(failure, restart);
  if (listed !== null) return listed;
  if (failure.permanent) return 'stay-down';
  switch (restart.policy) {
    case 'always':
    case 'on-failure':
      return 'restart';
    case 'on-abnormal':
      return failure.abnormal ? 'restart' : 'stay-down';
    case 'never':
      return 'stay-down';
    default:
      return restart.policy satisfies never;
  }
}

/** What follows the end of a run, and what is remembered of it. */
export function afterEnd(
  phase: Phase & { kind: 'starting' | 'ready' },
  memory: Memory,
  failure: Failure,
  context: Context,
): { readonly after: After; readonly backoff: BackoffMemory } {
  const verdict = verdictOn(failure, context.restart, context.isRemote);
  // Whoever waits for it would have it started again at once, for ever: to them, an end before it was ready is a failure.
  const isInVain = phase.kind === 'starting' && phase.cause === 'demand';
  switch (verdict === 'finished' && isInVain ? 'restart' : verdict) {
    case 'finished':
      return { after: { kind: 'stop', why: 'finished' }, backoff: memory.backoff };
    case 'stay-down':
      return { after: { kind: 'fail', failure }, backoff: memory.backoff };
    default: {
      const readyMs = phase.kind === 'ready' ? context.nowMs - phase.sinceMs : 0;
      const settled = phase.kind === 'ready' && phase.settled;
      const { nowMs, random, isRemote, restart } = context;
      const loopDeaths = isRemote ? null : restart.maxAttempts;
      const decision = backOff(memory.backoff, readyMs, settled, { nowMs, random, loopDeaths });
      const untilMs = nowMs + decision.delayMs;
      return {
        after: { kind: 'back-off', untilMs, looping: decision.looping, failure },
        backoff: decision.memory,
      };
    }
  }
}
