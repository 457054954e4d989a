import { ProblemError } from '#contract/problem.ts';
import { CliError, EXIT } from '../../exit-codes.ts';

/** What the store itself refuses, as the command line says it. */
export async function refusing<Result>(change: () => Promise<Result>): Promise<Result> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new CliError(error.message, EXIT.finding, { cause: error });
  }
}
