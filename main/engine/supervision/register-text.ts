import type { RegisterEntry } from '#contract/register.ts';
import type { Fact } from './life.ts';

type Text = Pick<RegisterEntry, 'lamp' | 'kind' | 'text'>;

export interface RegisterSubject {
  readonly name: string;
  readonly restarts: number;
  readonly protocolVersion: string | null;
}

/** What the register says of a fact; null for facts that would only be noise. */
export function registerText(subject: RegisterSubject, fact: Fact): Text | null {
  const { name } = subject;
  switch (fact.kind) {
    case 'starting':
      if (fact.cause === 'owner')
        return { lamp: 'info', kind: 'started', text: `${name} was started by you` };
      return fact.cause === 'configuration'
        ? { lamp: 'info', kind: 'started', text: `${name} starts: its configuration changed` }
        : null;
    case 'ready':
      if (fact.backAfterMs !== null) {
        return {
          lamp: 'ok',
          kind: 'back',
          text: `${name} is back after ${duration(fact.backAfterMs)}, restart ${subject.restarts}`,
        };
      }
      return {
        lamp: 'ok',
        kind: 'ready',
        text: `${name} is ready, MCP ${subject.protocolVersion ?? 'unknown'}`,
      };
    case 'down': {
      const { problem } = fact.failure;
      const due = fact.nextInMs === null ? '' : `; next start in ${duration(fact.nextInMs)}`;
      if (fact.looping) {
        return {
          lamp: 'bad',
          kind: 'crash-loop',
          text: `${name} keeps going down: it ${problem.message}${due}`,
        };
      }
      return {
        lamp: 'bad',
        kind: problem.code === 'hung' ? 'hung' : 'went-down',
        text: `${name} ${problem.message}${due}`,
      };
    }
    case 'failed': {
      const { code, message, fix } = fact.failure.problem;
      // Not a fault, and nothing to be told of in the night.
      if (code === 'unsupported-transport')
        return { lamp: 'off', kind: 'stopped', text: `${name}: ${message}` };
      const text = `${name} stays down: ${message}${fix === null ? '' : `. ${fix}`}`;
      return { lamp: 'bad', kind: 'failed', text };
    }
    case 'stopping':
      return fact.why === 'restart'
        ? { lamp: 'info', kind: 'stopping', text: `${name} is being restarted` }
        : null;
    case 'stopped': {
      const how = fact.killed ? '; it did not end by itself and had to be killed' : '';
      if (fact.why === 'owner')
        return { lamp: 'off', kind: 'stopped', text: `${name} was stopped by you${how}` };
      return fact.why === 'disabled'
        ? {
            lamp: 'off',
            kind: 'stopped',
            text: `${name} was stopped: the configuration no longer wants it${how}`,
          }
        : null;
    }
    case 'left': {
      const text = `${name} could not be ended: not even SIGKILL ends ${fact.pids.join(', ')}. It is tried again until it does; nothing is started beside it.`;
      return { lamp: 'bad', kind: 'failed', text };
    }
    default:
      return assertNever(fact);
  }
}

/** 240 ms, 1.4 s, 5 min: for a sentence. */
function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
