import { ProblemError } from '#contract/problem.ts';

/** Interim: the handlers of what is being built. */
export async function notYet(): Promise<never> {
  throw new ProblemError('closing', 'Signalbox is only just starting');
}
