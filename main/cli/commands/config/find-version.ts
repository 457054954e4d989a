import type { EngineClient } from '../../engine-client.ts';
import { CliError, EXIT } from '../../exit-codes.ts';

/** As many as the engine gives at once. */
const SEARCHED = 1_000;

/**
 * The name of a version: as it was given, or of what the file was after the change of that number, or before it. Throws
 * CliError.
 */
export async function findVersion(engine: EngineClient, given: string, before: boolean): Promise<string> {
  if (!/^\d+$/.test(given)) return given;
  const { changes } = await engine.call('configuration-history', { limit: SEARCHED });
  const change = changes.find(({ id }) => id === Number(given));
  if (change === undefined) throw new CliError(`There is no change ${given} in the history.`, EXIT.finding);
  const version = before ? change.before : change.after;
  if (version !== null) return version;
  const when = before ? 'before' : 'after';
  throw new CliError(`What the file was ${when} change ${given} is not kept.`, EXIT.finding);
}

export const VERSION_HELP = 'a number from `config history`, or the name of a backup';
