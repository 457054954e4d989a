import type { RegisterEntry } from '#contract/register.ts';
import type { TimeMark } from '../../parts/time-line/cluster-marks.ts';

/** Steps on the way to something that is told too, and what has nothing to do with figures. */
const UNTOLD: ReadonlySet<RegisterEntry['kind']> = new Set([
  'started',
  'stopping',
  'fetched',
  'admin',
  'share-changed',
  'swept',
  'history',
]);

/** What a time line shows of the register. */
export function timeMarks(entries: readonly RegisterEntry[]): TimeMark[] {
  return entries
    .filter(({ kind }) => !UNTOLD.has(kind))
    .map(({ id, at, lamp, text }) => ({ id, atS: Date.parse(at) / 1000, lamp, words: text }));
}
