import { afterEnd, listVerdict } from './ends.ts';
import type { Failure } from './failure.ts';
import type { After, Context, Effect, Event, Fact, Life, Memory, Step, StopWhy } from './life.ts';
import { countLimitRestart, freshBackoff, settleMs } from './restart-backoff.ts';
import { demanded, idle, mended, stay, takeTurn, wait, wantRestart, wantStart, wantStop } from './wishes.ts';

const BLANK: Memory = {
  run: 0,
  backoff: freshBackoff,
  restarts: 0,
  trialDueMs: null,
  limitRestarts: [],
  lastProblem: null,
  downSinceMs: null,
  discover: true,
  discoverExcused: false,
};

/** `remembered` is what an earlier engine knew of it. */
export function newLife(why: StopWhy, remembered: Partial<Memory> = {}): Life {
  return { phase: { kind: 'stopped', why }, memory: { ...BLANK, ...remembered } };
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
      return wantStart(life, event.cause, context);
    case 'restart':
      return wantRestart(life, event.cause, context);
    case 'stop':
      return wantStop(life, event.why);
    case 'demand':
      return demanded(life);
    case 'idle':
      return idle(life);
    case 'mended':
      return mended(life, event.what);
    case 'dependencies-ready':
      return takeTurn(life);
    case 'slot':
      return launchNow(life);
    case 'launch-failed':
      return fail(life, event.run, event.failure, 'swept', context);
    case 'handshake-failed':
      return fail(life, event.run, event.failure, 'polite', context);
    case 'hung':
      return context.onHang === 'alert'
        ? leaveHung(life, event.run, event.failure)
        : fail(life, event.run, event.failure, 'hung', context);
    case 'answers-again':
      return answersAgain(life, event.run);
    case 'over-limit':
      return overLimit(life, event, context);
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

function leaveHung({ phase, memory }: Life, run: number, failure: Failure): Step {
  if (phase.kind !== 'ready' || phase.run !== run || phase.hung !== null) return stay({ phase, memory });
  return {
    life: { phase: { ...phase, hung: failure }, memory },
    effects: [{ kind: 'tell', fact: { kind: 'hung', failure } }],
  };
}

function answersAgain({ phase, memory }: Life, run: number): Step {
  if (phase.kind !== 'ready' || phase.run !== run || phase.hung === null) return stay({ phase, memory });
  return {
    life: { phase: { ...phase, hung: null }, memory },
    effects: [{ kind: 'tell', fact: { kind: 'answers-again' } }],
  };
}

/**
 * What must not be passed at all is a failure like others, so that the server never runs above it for long. A restart
 * for a soft limit is no crash: it has a count of its own, and no wait. Too many of them would not mend it.
 */
function overLimit({ phase, memory }: Life, event: Event & { kind: 'over-limit' }, context: Context): Step {
  const { run, failure, atOnce } = event;
  if (atOnce) return fail({ phase, memory }, run, failure, 'hung', context);
  if ((phase.kind !== 'starting' && phase.kind !== 'ready') || phase.run !== run)
    return stay({ phase, memory });
  const limitRestarts = countLimitRestart(memory.limitRestarts, context.nowMs);
  if (limitRestarts === null || context.restart.policy === 'never') {
    const fact: Fact = {
      kind: 'over-limit',
      failure,
      outcome: limitRestarts === null ? 'too-often' : 'policy',
    };
    return { life: { phase, memory }, effects: [{ kind: 'tell', fact }] };
  }
  return {
    life: {
      phase: { kind: 'ending', run, after: { kind: 'start', cause: 'limit' } },
      memory: {
        ...memory,
        limitRestarts,
        lastProblem: failure.problem.message,
        downSinceMs: memory.downSinceMs ?? context.nowMs,
      },
    },
    effects: [
      { kind: 'clear-timer' },
      { kind: 'free-slot' },
      { kind: 'tell', fact: { kind: 'over-limit', failure, outcome: 'restart' } },
      { kind: 'end', run, manner: 'polite' },
    ],
  };
}

function launchNow({ phase, memory }: Life): Step {
  // A slot that comes too late, after a stop, is given back.
  if (phase.kind !== 'waiting' || phase.for !== 'turn') {
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
      phase: { kind: 'ready', run: event.run, sinceMs: context.nowMs, settled: false, hung: null },
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
    listVerdict(event.failure, context.restart) === null &&
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
  const { after, backoff } = afterEnd(phase, memory, failure, context);
  return {
    life: {
      phase: { kind: 'ending', run, after },
      memory: {
        ...memory,
        backoff,
        trialDueMs: after.kind === 'back-off' && after.looping ? after.untilMs : null,
        lastProblem: after.kind === 'stop' ? null : failure.problem.message,
        downSinceMs: after.kind === 'stop' ? null : (memory.downSinceMs ?? context.nowMs),
        // A start that came to nothing may be the era question's doing, either way: the next one does the other.
        discover: phase.kind === 'starting' ? !memory.discover : memory.discover,
      },
    },
    effects: [
      { kind: 'clear-timer' },
      { kind: 'free-slot' },
      ...factsOf(after, failure, context.nowMs),
      { kind: 'end', run, manner },
    ],
  };
}

/** A finished server is told of when it is stopped, as one that somebody stopped. */
function factsOf(after: After, failure: Failure, nowMs: number): Effect[] {
  switch (after.kind) {
    case 'back-off': {
      const { untilMs, looping } = after;
      return [{ kind: 'tell', fact: { kind: 'down', failure, nextInMs: untilMs - nowMs, looping } }];
    }
    case 'fail':
      return [{ kind: 'tell', fact: { kind: 'failed', failure } }];
    case 'stop':
    case 'start':
      return [];
    default:
      return assertNever(after);
  }
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
  return stay({
    phase: { ...phase, settled: true },
    memory: { ...memory, backoff: freshBackoff, trialDueMs: null },
  });
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
