import type { Property } from './key-findings.ts';
import type { Report } from './report.ts';

/** Where in the file a server stands, and who is told what is wrong with it. */
export interface Place {
  readonly entry: Property;
  readonly path: readonly string[];
  readonly report: Report;
}
