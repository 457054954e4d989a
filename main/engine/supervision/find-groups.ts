import leven from 'leven';
import { ProblemError } from '#contract/problem.ts';
import type { ServerGroup } from './group.ts';

/**
 * The servers of these names, each once; `["*"]` means all that are not disabled. Throws ProblemError `unknown-server`,
 * with a hint, when one is not there.
 */
export function findGroups(configured: readonly ServerGroup[], names: readonly string[]): ServerGroup[] {
  if (names.length === 1 && names[0] === '*') return configured.filter(({ config }) => !config.disabled);
  const order = configured.map(({ name }) => name);
  return [...new Set(names)].map((name) => {
    const group = configured.find((one) => one.name === name);
    if (group !== undefined) return group;
    const nearest = order.toSorted((a, b) => leven(a, name) - leven(b, name))[0];
    throw new ProblemError(
      'unknown-server',
      `there is no server named ${name}. ${hintFor(name, nearest, order)}`,
    );
  });
}

/** A nearest name only when it is near; else all of them, when they are few. */
function hintFor(name: string, nearest: string | undefined, all: readonly string[]): string {
  if (nearest === undefined) return 'There are none.';
  if (leven(nearest, name) <= Math.max(2, name.length / 3)) return `Did you mean ${nearest}?`;
  return all.length <= 30 ? `There are: ${all.join(', ')}.` : `There are ${all.length}.`;
}
