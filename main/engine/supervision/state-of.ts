import type { ServerState } from '#contract/server-state.ts';
import type { Failure } from './failure.ts';
import type { Phase } from './life.ts';

/** The state as readers name it. A process that ended by itself is down at once, also while its leftovers are swept. */
export function stateOf(phase: Phase): ServerState {
  if (phase.kind !== 'ending') return phase.kind;
  switch (phase.after.kind) {
    case 'stop':
    case 'start':
      return 'stopping';
    case 'fail':
      return 'failed';
    case 'back-off':
      return phase.after.looping ? 'crash-looping' : 'backing-off';
    default:
      return phase.after satisfies never;
  }
}

/** What is wrong with it now; null while nothing is known to be. */
export function failureOf(phase: Phase): Failure | null {
  if (phase.kind === 'ending') return 'failure' in phase.after ? phase.after.failure : null;
  if (phase.kind === 'ready') return phase.hung;
  return 'failure' in phase ? phase.failure : null;
}
