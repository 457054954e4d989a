import type { Failure } from './failure.ts';
import type {
  After,
  Context,
  Effect,
  Event,
  Fact,
  Life,
  Memory,
  Phase,
  StartCause,
  Step,
  StopWhy,
} from './life.ts';
import { type BackoffMemory, backOff, freshBackoff, settleMs } from './restart-backoff.ts';

export function newLife(why: StopWhy): Life {
  return {
    phase: { kind: 'stopped', why },
    memory: {
      run: 0,
      backoff: freshBackoff,
      restarts: 0,
      lastProblem: null,
      downSinceMs: null,
      discover: true,
      discoverExcused: false,
    },
  };
}

/**
 * The life after an event, and what has to be done for it: a pure function. What it promises, whatever the order of
 * events (test/unit/supervision has it checked by random sequences):
 *
 * 1. A process is launched only when nothing of the one before is left: between two launches lies a `gone`.
 * 2. A process that was launched is always ended or known to have ended before it is forgotten.
 * 3. After a wanted stop nothing is launched until somebody wants a start.
 * 4. An event of an earlier run changes nothing.
 */
export function next(life: Life, event: Event, context: Context): Step {
  switch (event.kind) {
    case 'start':
      return wantStart(life, event.cause);
    case 'restart':
      return wantRestart(life, event.cause);
    case 'stop':
      return wantStop(life, event.why);
    case 'slot':
      return launchNow(life);
    case 'launch-failed':
      return fail(life, event.run, event.failure, 'swept', context);
    case 'handshake-failed':
      return fail(life, event.run, event.failure, 'polite', context);
    case 'hung':
      return fail(life, event.run, event.failure, 'hung', context);
    case 'exited':
      return exited(life, event, context);
    case 'handshake-done':
      return ready(life, event, context);
    case 'gone':
      return gone(life, event, context);
    case 'start-due':
      return startDue(life);
    case 'settled':
      return settled(life, event.run);
    default:
      return assertNever(event);
  }
}

function stay(life: Life): Step {
  return { life, effects: [] };
}

/** A start by somebody who knows better: the past is forgotten. */
function forgiven(memory: Memory): Memory {
  return { ...memory, backoff: freshBackoff, lastProblem: null, discover: true, discoverExcused: false };
}

function wantStart({ phase, memory }: Life, cause: StartCause): Step {
  switch (phase.kind) {
    case 'waiting':
    case 'starting':
    case 'ready':
      return stay({ phase, memory });
    case 'ending':
      return stay({ phase: { ...phase, after: { kind: 'start', cause } }, memory: forgiven(memory) });
    case 'stopped':
    case 'failed':
    case 'backing-off':
    case 'crash-looping':
      return wait({ phase, memory: forgiven(memory) }, cause);
    default:
      return assertNever(phase);
  }
}

function wantRestart(life: Life, cause: StartCause): Step {
  const { phase, memory } = life;
  if (phase.kind !== 'starting' && phase.kind !== 'ready') return wantStart(life, cause);
  return {
    life: {
      phase: { kind: 'ending', run: phase.run, after: { kind: 'start', cause } },
      memory: forgiven(memory),
    },
    effects: [
      { kind: 'clear-timer' },
      { kind: 'free-slot' },
      { kind: 'tell', fact: { kind: 'stopping', why: 'restart' } },
      { kind: 'end', run: phase.run, manner: 'polite' },
    ],
  };
}

function wantStop({ phase, memory: before }: Life, why: StopWhy): Step {
  const memory = { ...forgiven(before), downSinceMs: null };
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

function wait({ memory }: Life, cause: StartCause): Step {
  return {
    life: { phase: { kind: 'waiting', cause }, memory },
    effects: [{ kind: 'clear-timer' }, { kind: 'ask-slot' }],
  };
}

function launchNow({ phase, memory }: Life): Step {
  // A slot that comes too late, after a stop, is given back.
  if (phase.kind !== 'waiting') {
    const effects: Effect[] = phase.kind === 'starting' ? [] : [{ kind: 'free-slot' }];
    return { life: { phase, memory }, effects };
  }
  const run = memory.run + 1;
  const restarts = memory.restarts + (phase.cause === 'failure' ? 1 : 0);
  return {
    life: { phase: { kind: 'starting', run, cause: phase.cause }, memory: { ...memory, run, restarts } },
    effects: [
      { kind: 'tell', fact: { kind: 'starting', cause: phase.cause } },
      { kind: 'launch', run, discover: memory.discover },
    ],
  };
}

function ready({ phase, memory }: Life, event: Event & { kind: 'handshake-done' }, context: Context): Step {
  if (phase.kind !== 'starting' || phase.run !== event.run) return stay({ phase, memory });
  const backAfterMs = memory.downSinceMs === null ? null : context.nowMs - memory.downSinceMs;
  return {
    life: {
      phase: { kind: 'ready', run: event.run, sinceMs: context.nowMs, settled: false },
      // What it speaks is known now, so its next start need not ask.
      memory: { ...memory, downSinceMs: null, discover: !event.legacy, discoverExcused: false },
    },
    effects: [
      { kind: 'free-slot' },
      { kind: 'tell', fact: { kind: 'ready', backAfterMs } },
      { kind: 'set-timer', event: 'settled', ms: settleMs(event.startMs) },
    ],
  };
}

function exited({ phase, memory }: Life, event: Event & { kind: 'exited' }, context: Context): Step {
  const life = { phase, memory };
  if (
    phase.kind === 'starting' &&
    phase.run === event.run &&
    event.unheard &&
    memory.discover &&
    !memory.discoverExcused
  ) {
    return {
      life: {
        phase: { kind: 'ending', run: phase.run, after: { kind: 'start', cause: phase.cause } },
        // The next launch is the same start once more, so it must not count as another restart.
        memory: {
          ...memory,
          discover: false,
          discoverExcused: true,
          restarts: memory.restarts - (phase.cause === 'failure' ? 1 : 0),
        },
      },
      effects: [
        { kind: 'clear-timer' },
        { kind: 'free-slot' },
        { kind: 'end', run: phase.run, manner: 'swept' },
      ],
    };
  }
  return fail(life, event.run, event.failure, 'swept', context);
}

function fail(
  { phase, memory }: Life,
  run: number,
  failure: Failure,
  manner: 'polite' | 'hung' | 'swept',
  context: Context,
): Step {
  if ((phase.kind !== 'starting' && phase.kind !== 'ready') || phase.run !== run)
    return stay({ phase, memory });
  const { after, backoff } = afterFailure(phase, memory, failure, context);
  const fact: Fact =
    after.kind === 'back-off'
      ? { kind: 'down', failure, nextInMs: after.untilMs - context.nowMs, looping: after.looping }
      : { kind: 'failed', failure };
  return {
    life: {
      phase: { kind: 'ending', run, after },
      memory: {
        ...memory,
        backoff,
        lastProblem: failure.problem.message,
        downSinceMs: memory.downSinceMs ?? context.nowMs,
        // A start that came to nothing may be the era question's doing, either way: the next one does the other.
        discover: phase.kind === 'starting' ? !memory.discover : memory.discover,
      },
    },
    effects: [
      { kind: 'clear-timer' },
      { kind: 'free-slot' },
      { kind: 'tell', fact },
      { kind: 'end', run, manner },
    ],
  };
}

function afterFailure(
  phase: Phase & { kind: 'starting' | 'ready' },
  memory: Memory,
  failure: Failure,
  context: Context,
): { after: After; backoff: BackoffMemory } {
  const { restartPolicy } = context;
  const wanted =
    restartPolicy === 'always' ||
    restartPolicy === 'on-failure' ||
    (restartPolicy === 'on-abnormal' && failure.abnormal);
  if (failure.permanent || !wanted) return { after: { kind: 'fail', failure }, backoff: memory.backoff };
  const readyMs = phase.kind === 'ready' ? context.nowMs - phase.sinceMs : 0;
  const decision = backOff(memory.backoff, readyMs, phase.kind === 'ready' && phase.settled, context);
  return {
    after: {
      kind: 'back-off',
      untilMs: context.nowMs + decision.delayMs,
      looping: decision.looping,
      failure,
    },
    backoff: decision.memory,
  };
}

function gone({ phase, memory }: Life, event: Event & { kind: 'gone' }, context: Context): Step {
  if (phase.kind !== 'ending' || phase.run !== event.run) return stay({ phase, memory });
  const { after } = phase;
  switch (after.kind) {
    case 'stop':
      return {
        life: { phase: { kind: 'stopped', why: after.why }, memory },
        effects: [{ kind: 'tell', fact: { kind: 'stopped', why: after.why, killed: event.killed === true } }],
      };
    case 'start':
      return wait({ phase, memory }, after.cause);
    case 'fail':
      return stay({ phase: { kind: 'failed', failure: after.failure }, memory });
    case 'back-off': {
      const { untilMs, failure } = after;
      return {
        life: { phase: { kind: after.looping ? 'crash-looping' : 'backing-off', untilMs, failure }, memory },
        effects: [{ kind: 'set-timer', event: 'start-due', ms: Math.max(0, untilMs - context.nowMs) }],
      };
    }
    default:
      return assertNever(after);
  }
}

function startDue({ phase, memory }: Life): Step {
  if (phase.kind !== 'backing-off' && phase.kind !== 'crash-looping') return stay({ phase, memory });
  return wait({ phase, memory }, 'failure');
}

function settled({ phase, memory }: Life, run: number): Step {
  if (phase.kind !== 'ready' || phase.run !== run) return stay({ phase, memory });
  return stay({ phase: { ...phase, settled: true }, memory: { ...memory, backoff: freshBackoff } });
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
