import { getNodeValue, type Node } from 'jsonc-parser';
import { propertyOf } from '../reading/key-findings.ts';
import type { Report } from '../reading/report.ts';
import { describe } from '../reading/wording.ts';
import { VERSION } from './config-v1.ts';

export interface FileVersion {
  readonly number: number;
  /** Whether the file says it, instead of being of the first for want of one. */
  readonly isSaid: boolean;
}

/** The schema version of a file; null, and one error, for one that is newer than what can be read. */
export function readVersion(root: Node, report: Report): FileVersion | null {
  const property = propertyOf(root, 'version');
  if (property === undefined) return { number: 1, isSaid: false };
  const value: unknown = getNodeValue(property.value);
  const at = property.value.offset;
  const match = /^\s*(\d{1,6})(?:\.(\d{1,6}))?\s*$/.exec(
    typeof value === 'number' || typeof value === 'string' ? `${value}` : '',
  );
  const [major, minor] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  if (match === null || major < 1) {
    report.error(at, ['version'], `must be a whole number from 1 to ${VERSION}, not ${describe(value)}`);
    return { number: 1, isSaid: true };
  }
  if (major > VERSION) {
    const says = `is ${major}, newer than this Signalbox can read (${VERSION}): update Signalbox`;
    report.error(at, ['version'], says);
    return null;
  }
  if (major === VERSION && minor > 0) {
    const says = `is ${major}.${minor}, newer than this Signalbox knows (${VERSION}): what is new in it is ignored`;
    report.warning(at, ['version'], says);
  }
  if (major < VERSION && minor > 0) {
    const says = `is ${major}.${minor}, which there is not: the file is read as of version ${major}`;
    report.warning(at, ['version'], says);
  }
  return { number: major, isSaid: true };
}
