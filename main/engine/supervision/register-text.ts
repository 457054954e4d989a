import type { RegisterEntry } from '#contract/register.ts';
import type { ServerProblem } from '#contract/server.ts';
import type { Fact, StartCause, StopWhy } from './life.ts';
import { sayDuration } from './wording.ts';

type Text = Pick<RegisterEntry, 'lamp' | 'kind' | 'text'>;

export interface RegisterSubject {
  readonly name: string;
  readonly restarts: number;
  readonly protocolVersion: string | null;
  readonly adopted: boolean;
}

/** What the register says of a fact; null for facts that would only be noise. */
export function registerText(subject: RegisterSubject, fact: Fact): Text | null {
  const { name } = subject;
  switch (fact.kind) {
    case 'starting': {
      const text = STARTS[fact.cause];
      return text === null ? null : { lamp: 'info', kind: 'started', text: `${name} ${text}` };
    }
    case 'ready':
      if (fact.backAfterMs !== null) {
        return {
          lamp: 'ok',
          kind: 'back',
          text: `${name} is back after ${sayDuration(fact.backAfterMs)}${subject.restarts > 0 ? `, restart ${subject.restarts}` : ''}`,
        };
      }
      if (subject.adopted) {
        const text = `${name} was still running from before, answered, and was taken over`;
        return { lamp: 'ok', kind: 'adopted', text };
      }
      return {
        lamp: 'ok',
        kind: 'ready',
        text: `${name} is ready, MCP ${subject.protocolVersion ?? 'unknown'}`,
      };
    case 'down': {
      const { problem } = fact.failure;
      const due = fact.nextInMs === null ? '' : `; next start in ${sayDuration(fact.nextInMs)}`;
      if (fact.looping) {
        return {
          lamp: 'bad',
          kind: 'crash-loop',
          text: `${name} keeps going down: it ${problem.message}${due}`,
        };
      }
      return {
        lamp: 'bad',
        kind: DOWN_KINDS[problem.code] ?? 'went-down',
        text: `${name} ${problem.message}${due}`,
      };
    }
    case 'failed': {
      const { message, fix } = fact.failure.problem;
      const text = `${name} stays down: ${message}${fix === null ? '' : `. ${fix}`}`;
      return { lamp: 'bad', kind: 'failed', text };
    }
    case 'hung': {
      const text = `${name} ${fact.failure.problem.message}. It is left running, as its configuration says.`;
      return { lamp: 'bad', kind: 'hung', text };
    }
    case 'answers-again':
      return { lamp: 'ok', kind: 'back', text: `${name} answers again` };
    case 'over-limit': {
      const { message, fix } = fact.failure.problem;
      const text = `${name} ${message}; ${AFTER_LIMIT[fact.outcome]}${fact.outcome === 'restart' || fix === null ? '' : `. ${fix}`}`;
      return { lamp: fact.outcome === 'restart' ? 'warn' : 'bad', kind: 'limit', text };
    }
    case 'mended':
      return { lamp: 'info', kind: 'started', text: `${name} is tried again: ${fact.what}` };
    case 'stopping':
      return fact.why === 'restart'
        ? { lamp: 'info', kind: 'stopping', text: `${name} is being restarted` }
        : null;
    case 'stopped': {
      const how = fact.killed ? '; it did not end by itself and had to be killed' : '';
      const text = STOPPED[fact.why];
      return text === null ? null : { lamp: 'off', kind: 'stopped', text: `${name} ${text}${how}` };
    }
    case 'left': {
      const text = `${name} could not be ended: not even SIGKILL ends ${fact.pids.join(', ')}. It is tried again until it does; nothing is started beside it.`;
      return { lamp: 'bad', kind: 'failed', text };
    }
    default:
      return assertNever(fact);
  }
}

const DOWN_KINDS: Readonly<Partial<Record<ServerProblem['code'], Text['kind']>>> = {
  hung: 'hung',
  'memory-limit': 'limit',
  'process-limit': 'limit',
};

const AFTER_LIMIT = {
  restart: 'it is being restarted',
  'too-often': 'it is not restarted again, since that did not help',
  policy: 'it is left running, as its restart policy says',
} as const;

/** Null for those of which something else tells. */
const STARTS: Readonly<Record<StartCause, string | null>> = {
  engine: null,
  owner: 'was started by you',
  configuration: 'starts: its configuration changed',
  failure: null,
  demand: 'starts: a request waits for it',
  mended: null,
  limit: null,
  dependency: 'is restarted: a server that it depends on came back',
  pool: null,
  remedy: null,
};

const STOPPED: Readonly<Record<StopWhy, string | null>> = {
  owner: 'was stopped by you',
  disabled: 'was stopped: the configuration disables it now',
  removed: 'was stopped: it is no longer in the configuration',
  closing: null,
  idle: 'was stopped: nobody used it. It starts with the next request',
  finished: 'has ended, as its configuration calls a success',
  spare: null,
  'client-left': null,
};

function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
