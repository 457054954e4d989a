import type { Node } from 'jsonc-parser';
import type { FileSettings } from '../versions/config-v1.ts';
import type { Inherited } from './inherit.ts';
import { propertyOf } from './key-findings.ts';
import { readGuards, readRequestTimes } from './read-guards.ts';
import { readInstances, readLimits } from './read-resources.ts';
import { readRestart } from './read-restart.ts';
import type { Report } from './report.ts';

/**
 * What servers inherit. What does not fit together in it is told here once, and then nothing is inherited.
 * @param found what was read of it beside its faults
 * @param whole the plain value of the file, in its own words
 */
export function readDefaults(
  found: FileSettings['defaults'],
  whole: unknown,
  root: Node,
  report: Report,
): Inherited {
  const entry = propertyOf(root, 'defaults');
  const value: unknown = typeof whole === 'object' && whole !== null ? Reflect.get(whole, 'defaults') : null;
  if (entry === undefined || typeof value !== 'object' || value === null) return {};
  let faults = 0;
  const counting: Report = {
    ...report,
    error(...told) {
      faults += 1;
      report.error(...told);
    },
  };
  const place = { entry, path: ['defaults'], report: counting };
  readRestart(found.restart, place);
  readLimits(found.limits, true, place);
  readInstances(found.instances, 'stdio', place);
  readRequestTimes(found.timeouts, place);
  readGuards(found, place);
  return faults > 0 ? {} : { ...value };
}
