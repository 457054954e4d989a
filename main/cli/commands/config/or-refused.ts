import { ProblemError } from '#contract/problem.ts';
import { CliError, EXIT } from '../../exit-codes.ts';

/** What the engine's own code refuses when no engine runs, in its words. Throws CliError. */
export async function orRefused<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const isBroken = error.code === 'configuration-broken';
    throw new CliError(error.message, isBroken ? EXIT.finding : EXIT.badUsage, { cause: error });
  }
}
