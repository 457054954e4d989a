import type { CommandOutcome } from '../../process/process.ts';

interface Limits {
  readonly command: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const MAX_LAST_WORDS = 200;

/** Why a run gave nothing that could be read, in a sentence without its end; null where it ended well. */
export function explainOutcome(
  outcome: CommandOutcome,
  { command, timeoutMs, maxBytes }: Limits,
  mask: (text: string) => string,
): string | null {
  switch (outcome.kind) {
    case 'not-started':
      return `${command} could not be started: ${mask(outcome.reason)}`;
    case 'timeout':
      return `${command} took longer than ${timeoutMs / 1000} s and was ended`;
    case 'too-much-output':
      return `${command} printed more than ${Math.round(maxBytes / 1000)} kB and was ended`;
    case 'exited': {
      if (outcome.code === 0) return null;
      const how =
        outcome.signal === null ? `ended with code ${outcome.code}` : `was ended by ${outcome.signal}`;
      const words = mask(outcome.stderrTail).trim().split('\n').at(-1)?.trim() ?? '';
      return `${command} ${how}${words === '' ? '' : `: ${words.slice(0, MAX_LAST_WORDS)}`}`;
    }
  }
}
