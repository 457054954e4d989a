import type { Node } from 'jsonc-parser';
import { propertyOf } from './key-findings.ts';
import type { Report } from './report.ts';

/** An id that stands twice would leave open whether its value is a password. */
export function checkInputs(root: Node, report: Report): void {
  const seen = new Map<string, number>();
  for (const [index, input] of (propertyOf(root, 'inputs')?.value.children ?? []).entries()) {
    const id = propertyOf(input, 'id')?.value;
    if (typeof id?.value !== 'string') continue;
    const first = seen.get(id.value);
    if (first === undefined) seen.set(id.value, index);
    else {
      const says = `is the same as inputs.${first}.id: an id stands once, so take one of the two out`;
      report.error(id.offset, ['inputs', index, 'id'], says);
    }
  }
}
