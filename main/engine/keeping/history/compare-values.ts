import { isDeepStrictEqual } from 'node:util';
import type { ValueChange } from '#contract/configuration-text.ts';

/** One value that differs. Not masked yet, but for how it is shown. */
export interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

const MAX_SHOWN_CHARS = 200;

/**
 * What differs between two plain values, key by key; the order of keys says nothing. A list is one value, and so is an
 * object that is new or gone. `undefined` stands for none.
 */
export function compareValues(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after)) {
    // What came or went as a whole is told by its entries where there is one name for many, such as mcpServers.
    const isWhole = path.length === 0 || (path.length === 1 && path[0] === 'mcpServers');
    if (isWhole && (isObject(before) || isObject(after)))
      return compareValues(isObject(before) ? before : {}, isObject(after) ? after : {}, path);
    return [{ path, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => compareValues(before[key], after[key], [...path, key]));
}

/**
 * As people may see them: `shownBefore` and `shownAfter` are the same two values with their secrets masked, and whatever is
 * at a path there is what is shown. A secret that got another value has the same mask on both sides.
 */
export function showDifferences(
  differences: readonly Difference[],
  shownBefore: unknown,
  shownAfter: unknown,
): ValueChange[] {
  return differences.map(({ path, before, after }) => ({
    key: path.join('.'),
    before: before === undefined ? null : show(valueAt(shownBefore, path)),
    after: after === undefined ? null : show(valueAt(shownAfter, path)),
  }));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length <= MAX_SHOWN_CHARS ? text : `${text.slice(0, MAX_SHOWN_CHARS - 1)}…`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((at, key) => (isObject(at) ? at[key] : undefined), value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
