import type { ExitStatus, RestartSettings } from '../configuration/configuration.ts';
import type { Failure } from './failure.ts';
import type { After, Context, Memory, Phase } from './life.ts';
import { type BackoffMemory, backOff } from './restart-backoff.ts';

/** What follows an end, as its configuration wants it. */
export type Verdict = 'restart' | 'stay-down' | 'finished';

/** The lists go before the policy: never again, again in any case, a success. */
export function verdictOn(failure: Failure, restart: RestartSettings, isRemote: boolean): Verdict {
  // A connection that is lost costs nothing to try again, and nothing tells that its server is back but a try.
  if (isRemote) return restart.policy === 'never' ? 'stay-down' : 'restart';
  const isIn = (list: readonly ExitStatus[]) =>
    list.some((status) => status === failure.exit?.code || status === failure.exit?.signal);
  if (isIn(restart.preventOn)) return 'stay-down';
  if (isIn(restart.forceOn)) return 'restart';
  if (isIn(restart.successOn)) return restart.policy === 'always' ? 'restart' : 'finished';
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
  switch (verdictOn(failure, context.restart, context.isRemote)) {
    case 'finished':
      return { after: { kind: 'stop', why: 'finished' }, backoff: memory.backoff };
    case 'stay-down':
      return { after: { kind: 'fail', failure }, backoff: memory.backoff };
    default: {
      const readyMs = phase.kind === 'ready' ? context.nowMs - phase.sinceMs : 0;
      const settled = phase.kind === 'ready' && phase.settled;
      const { nowMs, random, isRemote } = context;
      const decision = backOff(memory.backoff, readyMs, settled, { nowMs, random, mayLoop: !isRemote });
      const untilMs = nowMs + decision.delayMs;
      return {
        after: { kind: 'back-off', untilMs, looping: decision.looping, failure },
        backoff: decision.memory,
      };
    }
  }
}
