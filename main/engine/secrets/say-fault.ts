import { ProblemError } from '#contract/problem.ts';

/** A fault of the disk or the keychain as a refusal; a fault of ours stays what it is. */
export function sayFault(error: unknown, what: string): unknown {
  if (error instanceof ProblemError) return error;
  const isOutside = error instanceof Error && 'code' in error;
  if (!isOutside) return error;
  return new ProblemError('bad-input', `${what}: ${error.message}`, { cause: error });
}
