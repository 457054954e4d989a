import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Report } from '../reading/report.ts';
import type { ValuePath } from './reference-places.ts';
import type { ReferenceReport } from './resolve-references.ts';

/** Tells what is wrong with a value at its place in the file; what comes from elsewhere is told at the nearest place. */
export function reportAt(root: Node, report: Report): ReferenceReport {
  return {
    error: (path, says) => report.error(offsetOf(root, path), path, says),
    warning: (path, says, fix) => report.warning(offsetOf(root, path), path, says, fix),
  };
}

function offsetOf(root: Node, path: ValuePath): number {
  for (let length = path.length; length > 0; length--) {
    const found = findNodeAtLocation(root, path.slice(0, length));
    if (found) return found.offset;
  }
  return root.offset;
}
