import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationEdit } from '../formats/format.ts';

/** What makes one value of the other with as little as can be touched: keys of objects, items of lists. */
export function smallestEdits(
  before: unknown,
  after: unknown,
  path: readonly (string | number)[] = [],
): readonly ConfigurationEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0) {
    return ofLists(before, after, path);
  }
  if (isFilledRecord(before) && isFilledRecord(after)) {
    const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
    return [
      ...Object.entries(after).flatMap(([key, value]) => smallestEdits(before[key], value, [...path, key])),
      ...gone.map((key) => ({ path: [...path, key], value: undefined })),
    ];
  }
  return [{ path, value: after }];
}

function ofLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: readonly (string | number)[],
): readonly ConfigurationEdit[] {
  let same = 0;
  while (same < before.length && isDeepStrictEqual(before[same], after[same])) same += 1;
  if (same === before.length) return after.slice(same).map((value) => ({ path: [...path, -1], value }));
  const removed = before.length - after.length;
  if (removed > 0 && isDeepStrictEqual(before.slice(same + removed), after.slice(same))) {
    return Array.from({ length: removed }, (_, step) => ({
      path: [...path, same + removed - 1 - step],
      value: undefined,
    }));
  }
  if (removed === 0)
    return after.flatMap((value, index) => smallestEdits(before[index], value, [...path, index]));
  return [{ path, value: after }];
}

function isFilledRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}
