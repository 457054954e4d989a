import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PROJECT } from './run-tool.ts';

/**
 * Files that take longest, the longest first: one that begins near the end is waited for alone. Seen with five files at a
 * time on two cores, from half a minute to one and a half; the rest goes by size, as vitest has it.
 */
const LONGEST = [
  'faults.test.ts',
  'metrics/prometheus.test.ts',
  'gateway/judges.test.ts',
  'configuration-edits.test.ts',
  'desktop/package.test.ts',
  'killed-at-random.test.ts',
  'cli/connect-engine.test.ts',
  'mcp/http-servers.test.ts',
  'hidden-children.test.ts',
  'supervision/wishes.test.ts',
  'server-stops.test.ts',
  'monitoring/figures-over-time.test.ts',
  'configuration/configuration-watch.test.ts',
  'genealogy.test.ts',
].map((file) => `test/process/${file}`);

/** Of a fresh clone, where vitest knows no durations yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(PROJECT, moduleId));
      return at === -1 ? LONGEST.length : at;
    };
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}
