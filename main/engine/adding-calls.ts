import { ProblemError } from '#contract/problem.ts';

async function notYet(): Promise<never> {
  throw new ProblemError('internal', 'this is not built yet');
}

/** INTERIM. */
export function addingCalls() {
  return {
    'try-server': notYet,
    'import-servers': notYet,
    'client-servers': notYet,
    'read-snippet': notYet,
  };
}
