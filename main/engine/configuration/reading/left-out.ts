import { createHash } from 'node:crypto';
import type { LoadResult } from '../server-config.ts';
import type { Saying } from '../sources/find-variables.ts';

export interface Attempt {
  readonly result: LoadResult;
  /** What variables said in it. */
  readonly sayings: readonly Saying[];
}

/** Reads the file without some variables, by their names, with what a finding says of each. */
type AttemptWithout = (without: ReadonlyMap<string, string>) => Attempt;

/** The watch looks several times at a file that is saved. */
let last: { readonly key: string; readonly names: readonly string[] } | null = null;

/**
 * A variable that means something by itself, and does not fit what the file says, must not make a good file a broken one:
 * the one without which all is well is left out, or else all of them. Of many variables it is looked for by halves, and
 * not again in the same text with the same variables.
 * @param text what was read
 * @param whole what came of it, with an error
 */
export function withoutWhatDoesNotFit(text: string, whole: Attempt, attempt: AttemptWithout): LoadResult {
  const fault = whole.result.ok
    ? undefined
    : whole.result.findings.find(({ severity }) => severity === 'error');
  const why = `does not fit: ${fault?.message ?? ''}; it is not used`;
  const without = (names: readonly string[]) => attempt(new Map(names.map((name) => [name, why]))).result;

  const key = keyOf(text, whole, why);
  const known = last?.key === key ? without(last.names) : null;
  if (known?.ok === true) return known;

  const names = [...new Set(whole.sayings.map(({ variable }) => variable.name))];
  const none = without(names);
  if (!none.ok) return none;
  const one = names.length === 1 ? null : misfitAmong(names, without);
  last = { key, names: one === null ? names : [one.name] };
  return one?.result ?? none;
}

interface Misfit {
  readonly name: string;
  readonly result: LoadResult;
}

/** The first name without which all is well; null where there is none. Without all of `names` it is known to be so. */
function misfitAmong(
  names: readonly string[],
  without: (names: readonly string[]) => LoadResult,
): Misfit | null {
  const half = Math.ceil(names.length / 2);
  for (const some of [names.slice(0, half), names.slice(half)]) {
    const result = without(some);
    const [name] = some;
    if (!result.ok || name === undefined) continue;
    const found = some.length === 1 ? { name, result } : misfitAmong(some, without);
    if (found !== null) return found;
  }
  return null;
}

/** The text holds secrets, so that it is not kept for this. */
function keyOf(text: string, { sayings }: Attempt, why: string): string {
  const said = sayings.map(({ variable: { name, text, origin }, path }) => [name, text, origin, path]);
  return createHash('sha256')
    .update(JSON.stringify([text, said, why]))
    .digest('hex');
}
