import type { DependencyCheck } from '../../configuration/configuration.ts';
import { maskSecrets, plainText } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';
import type { CommandOutcome, Processes } from '../../process/process.ts';
import { type Found, stopwatch } from './found.ts';

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

/** Runs a command that says by its exit code whether something is there: 0 means that it is. */
export async function lookCommand(
  { command, args, timeoutMs }: CommandCheck,
  { server, env, cwd, secrets }: CommandPlace,
  run: Processes['run'],
  clock: Clock,
  signal: AbortSignal,
): Promise<Found> {
  const took = stopwatch(clock);
  const outcome = await run({ command, args, env, cwd, timeoutMs, maxBytes: MAX_BYTES, server }, signal);
  return say(outcome, took(), secrets);
}

function say(outcome: CommandOutcome, took: string, secrets: readonly string[]): Found {
  switch (outcome.kind) {
    case 'exited': {
      const { code, signal, stdout, stderrTail } = outcome;
      if (code === 0) return { ok: true, message: `exited with 0 in ${took}` };
      const how = signal === null ? `exited with ${code} in ${took}` : `was ended by ${signal} after ${took}`;
      const words = lastWords(stderrTail, secrets) ?? lastWords(stdout, secrets);
      return { ok: false, message: words === null ? how : `${how}: ${words}` };
    }
    case 'timeout':
      return { ok: false, message: `did not end within ${took}` };
    case 'too-much-output':
      return { ok: false, message: `wrote more than ${MAX_BYTES / 1024} KiB, which no check needs to` };
    case 'not-started':
      return { ok: false, message: `can’t be run: ${maskSecrets(plainText(outcome.reason), secrets)}` };
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
