import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What one step of `npm test` came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** A step that is one test: it passes when its program exits with 0. */
export function countExit(exitCode: number): Counts {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Counts vitest's JSON report. */
export function countVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = VitestReport.parse(report);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** Counts Playwright's JSON report. A test that passed only when tried again counts as failed. */
export function countPlaywright(report: unknown): Counts {
  const { expected, unexpected, flaky, skipped } = PlaywrightReport.parse(report).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/**
 * Reads the report that a step wrote. What the report does not show still counts: a missing report, a step that ran
 * no test, and a program that failed outside its tests are one failure each.
 */
export async function countReport(
  file: string,
  exitCode: number,
  count: (report: unknown) => Counts,
): Promise<Counts> {
  let counts: Counts;
  try {
    counts = count(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    console.error(`No result could be read: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const ranNothing = counts.passed + counts.failed === 0;
  const failedOutside = exitCode !== 0 && counts.failed === 0;
  return ranNothing || failedOutside ? { ...counts, failed: counts.failed + 1 } : counts;
}

export function addCounts(list: readonly Counts[]): Counts {
  const sum = (key: keyof Counts): number => list.reduce((total, counts) => total + counts[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** `12 passed, 0 failed`, and how many were skipped when there are any. Other programs read this line. */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
