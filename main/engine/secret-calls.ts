import { ProblemError } from '#contract/problem.ts';

async function notYet(): Promise<never> {
  throw new ProblemError('internal', 'this is not built yet');
}

/** INTERIM. */
export function secretCalls() {
  return {
    'set-secret': notYet,
    'remove-secret': notYet,
    'move-secret': notYet,
    secrets: notYet,
  };
}
