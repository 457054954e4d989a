import type { Context, Life, Memory, Phase, StartCause, Step, StopWhy } from './life.ts';
import { freshBackoff } from './restart-backoff.ts';

export function stay(life: Life): Step {
  return { life, effects: [] };
}

/** A start by somebody who knows better: the past is forgotten. What an engine remembers of an earlier one is not. */
function forgiven(memory: Memory, cause: StartCause): Memory {
  if (cause === 'engine' || cause === 'demand' || cause === 'dependency' || cause === 'pool') return memory;
  return {
    ...memory,
    backoff: freshBackoff,
    trialDueMs: null,
    lastProblem: null,
    discover: true,
    discoverExcused: false,
  };
}

export function wantStart({ phase, memory }: Life, cause: StartCause, context: Context): Step {
  switch (phase.kind) {
    case 'waiting':
      return hurryTurn({ phase, memory }, phase, cause);
    case 'starting':
    case 'ready':
      return stay({ phase, memory });
    case 'ending':
      return stay({ phase: { ...phase, after: { kind: 'start', cause } }, memory: forgiven(memory, cause) });
    case 'stopped':
      return cause === 'engine' && memory.trialDueMs !== null && memory.trialDueMs > context.nowMs
        ? resumeLoop(memory, memory.trialDueMs, context.nowMs)
        : wait({ phase, memory: forgiven(memory, cause) }, cause);
    case 'failed':
    case 'backing-off':
    case 'crash-looping':
      return wait({ phase, memory: forgiven(memory, cause) }, cause);
    default:
      return assertNever(phase);
  }
}

/** A loop that an earlier engine had seen goes on where it was: a restart of Signalbox mends nothing. */
function resumeLoop(memory: Memory, untilMs: number, nowMs: number): Step {
  const message = memory.lastProblem ?? 'kept going down';
  const problem = { code: 'exited', message, fix: null } as const;
  const failure = { problem, permanent: false, abnormal: true, exit: null };
  return {
    life: { phase: { kind: 'crash-looping', untilMs, failure }, memory },
    effects: [{ kind: 'set-timer', event: 'start-due', ms: untilMs - nowMs }],
  };
}

/** A start by hand or by an edit waits for no budget of restarts. */
function hurryTurn(life: Life, phase: Phase & { kind: 'waiting' }, cause: StartCause): Step {
  if (cause !== 'owner' && cause !== 'configuration') return stay(life);
  return {
    life: { phase: { ...phase, cause }, memory: forgiven(life.memory, cause) },
    effects: phase.for === 'turn' ? [{ kind: 'ask-slot', isRestart: false }] : [],
  };
}

export function wantRestart(life: Life, cause: StartCause, context: Context): Step {
  const { phase, memory } = life;
  if (phase.kind !== 'starting' && phase.kind !== 'ready') return wantStart(life, cause, context);
  return {
    life: {
      phase: { kind: 'ending', run: phase.run, after: { kind: 'start', cause } },
      memory: forgiven(memory, cause),
    },
    effects: [
      { kind: 'clear-timer' },
      { kind: 'free-slot' },
      { kind: 'tell', fact: { kind: 'stopping', why: 'restart' } },
      { kind: 'end', run: phase.run, manner: 'polite' },
    ],
  };
}

export function wantStop({ phase, memory: before }: Life, why: StopWhy): Step {
  // Only somebody who looked at it forgives: a nap and a quit of Signalbox say nothing about a server.
  const known =
    why === 'owner' || why === 'disabled' || why === 'removed' ? forgiven(before, 'owner') : before;
  const memory = { ...known, downSinceMs: null };
  switch (phase.kind) {
    case 'stopped':
      return stay({ phase: { kind: 'stopped', why }, memory });
    case 'starting':
    case 'ready':
      return {
        life: { phase: { kind: 'ending', run: phase.run, after: { kind: 'stop', why } }, memory },
        effects: [
          { kind: 'clear-timer' },
          { kind: 'free-slot' },
          { kind: 'tell', fact: { kind: 'stopping', why } },
          { kind: 'end', run: phase.run, manner: 'polite' },
        ],
      };
    case 'ending': {
      // The same wish twice: whoever asks again does not want to wait for the polite rungs. A quit after a stop, or an
      // edit, is another wish and waits with it.
      const again = phase.after.kind === 'stop' && phase.after.why === why && why !== 'disabled';
      return {
        life: { phase: { ...phase, after: { kind: 'stop', why } }, memory },
        effects: again ? [{ kind: 'hurry', run: phase.run }] : [],
      };
    }
    case 'waiting':
    case 'backing-off':
    case 'crash-looping':
    case 'failed':
      return {
        life: { phase: { kind: 'stopped', why }, memory },
        effects: [
          { kind: 'clear-timer' },
          { kind: 'free-slot' },
          { kind: 'tell', fact: { kind: 'stopped', why, killed: false } },
        ],
      };
    default:
      return assertNever(phase);
  }
}

export function wait({ memory }: Life, cause: StartCause): Step {
  // Whether anything has to be waited for is for the driver to see: it answers at once when nothing has.
  return {
    life: { phase: { kind: 'waiting', cause, for: 'dependencies' }, memory },
    effects: [{ kind: 'clear-timer' }],
  };
}

export function takeTurn({ phase, memory }: Life): Step {
  if (phase.kind !== 'waiting' || phase.for !== 'dependencies') return stay({ phase, memory });
  return {
    life: { phase: { ...phase, for: 'turn' }, memory },
    // A one-off counts against no budget: fifty servers that die together once come back as fast as they can.
    effects: [
      {
        kind: 'ask-slot',
        isRestart: phase.cause === 'failure' && memory.backoff.failures > 1 && !memory.discoverExcused,
      },
    ],
  };
}

/** A client that waits is worth a start at once, after a one-off; a server that keeps failing keeps to its waits. */
/**
 * A request that waits ends so many back-offs in a row at once. After them the delays hold, so that a server that dies of
 * each request comes into its crash loop no sooner than by itself.
 */
const DEMANDED_STARTS = 3;

export function demanded(life: Life): Step {
  const { phase, memory } = life;
  if (phase.kind === 'stopped' && (phase.why === 'idle' || phase.why === 'finished'))
    return wait(life, 'demand');
  if (phase.kind === 'backing-off' && memory.backoff.failures <= DEMANDED_STARTS)
    return wait(life, 'failure');
  // It is on its way to sleep: it is woken as soon as nothing is left of it.
  if (phase.kind === 'ending' && phase.after.kind === 'stop' && phase.after.why === 'idle')
    return stay({ phase: { ...phase, after: { kind: 'start', cause: 'demand' } }, memory });
  return stay(life);
}

export function idle(life: Life): Step {
  return life.phase.kind === 'ready' ? wantStop(life, 'idle') : stay(life);
}

export function mended(life: Life, what: string): Step {
  if (life.phase.kind !== 'failed' || !life.phase.failure.permanent) return stay(life);
  const step = wait({ phase: life.phase, memory: forgiven(life.memory, 'mended') }, 'mended');
  return { life: step.life, effects: [...step.effects, { kind: 'tell', fact: { kind: 'mended', what } }] };
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
