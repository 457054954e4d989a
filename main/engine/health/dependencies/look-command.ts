import type { DependencyCheck } from '../../configuration/configuration.ts';
import { maskSecrets, plainText } from '../../logs/logs.ts';
import type { CommandOutcome, Processes } from '../../process/process.ts';
import { sayDuration } from '../score/wording.ts';
import type { Found } from './found.ts';

type CommandCheck = Extract<DependencyCheck, { readonly kind: 'command' }>;

export interface CommandPlace {
  readonly server: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  /** What must not be seen of what it writes. */
  readonly secrets: readonly string[];
}

/** What it writes is read for the sake of its last words alone. */
const MAX_BYTES = 64 * 1024;
const MAX_WORDS = 200;

/**
 * Runs a command that says by its exit code whether something is there: 0 means that it is. Keeps the time of the check
 * itself, from the moment the process exists.
 */
export async function lookCommand(
  { command, args, timeoutMs }: CommandCheck,
  { server, env, cwd, secrets }: CommandPlace,
  run: Processes['run'],
  signal: AbortSignal,
): Promise<Found> {
  const outcome = await run({ command, args, env, cwd, timeoutMs, maxBytes: MAX_BYTES, server }, signal);
  return say(outcome, timeoutMs, secrets);
}

function say(outcome: CommandOutcome, timeoutMs: number, secrets: readonly string[]): Found {
  switch (outcome.kind) {
    case 'exited': {
      const { code, signal, stdout, stderrTail, ranMs } = outcome;
      const took = sayDuration(ranMs);
      if (code === 0) return { ok: true, message: `exited with 0 in ${took}`, ms: ranMs };
      const how = signal === null ? `exited with ${code} in ${took}` : `was ended by ${signal} after ${took}`;
      const words = lastWords(stderrTail, secrets) ?? lastWords(stdout, secrets);
      return { ok: false, message: words === null ? how : `${how}: ${words}`, ms: ranMs };
    }
    case 'timeout':
      return { ok: false, message: `did not end within ${sayDuration(timeoutMs)}`, ms: timeoutMs };
    case 'too-much-output':
      return {
        ok: false,
        message: `wrote more than ${MAX_BYTES / 1024} KiB, which no check needs to`,
        ms: null,
      };
    case 'not-started':
      return {
        ok: outcome.isPassing === true ? null : false,
        message: `can’t be run: ${maskSecrets(plainText(outcome.reason), secrets)}`,
        ms: null,
      };
    default:
      return outcome satisfies never;
  }
}

function lastWords(output: string, secrets: readonly string[]): string | null {
  const line = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (line === '') return null;
  // Masked before it is cut: of a secret that is cut off one may not see that it is one.
  const text = maskSecrets(plainText(line), secrets);
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}
