import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationEdit } from './edit-text.ts';
import { isRecord } from './values-at.ts';

/** What makes one plain value of the file another: the fewest keys, so that comments beside the others stay. */
export function valueEdits(
  path: readonly (string | number)[],
  now: unknown,
  wanted: unknown,
): ConfigurationEdit[] {
  if (isDeepStrictEqual(now, wanted)) return [];
  if (!isRecord(now) || !isRecord(wanted)) return [{ path, value: wanted }];
  const gone = Object.keys(now).filter((key) => !Object.hasOwn(wanted, key));
  return [
    ...gone.map((key) => ({ path: [...path, key], value: undefined })),
    ...Object.entries(wanted).flatMap(([key, value]) =>
      valueEdits([...path, key], Object.hasOwn(now, key) ? now[key] : undefined, value),
    ),
  ];
}
