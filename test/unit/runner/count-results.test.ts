import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  addCounts,
  countExit,
  countPlaywright,
  countReport,
  countVitest,
  describeCounts,
  nameTrouble,
} from '../../runner/count-results.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-count-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const vitestReport = (passed: number, failed: number) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    {
      name: 'a.test.ts',
      status: 'failed',
      assertionResults: [
        ...Array(passed).fill({ fullName: 'a passes', status: 'passed', failureMessages: [] }),
        ...Array(failed).fill({ fullName: 'a fails', status: 'failed', failureMessages: ['no'] }),
        { fullName: 'a needs luck', status: 'passed', failureMessages: ['no'] },
      ],
    },
    { name: 'b.test.ts', status: 'failed', assertionResults: [] },
  ],
});

async function countFile(report: unknown, exitCode: number) {
  const file = join(folder, 'report.json');
  await writeFile(file, JSON.stringify(report));
  return countReport(file, exitCode, countVitest);
}

describe('counting what the test tools report', () => {
  test('a check that exits with 0 is one passed test, any other exit one failed', () => {
    expect(countExit(0)).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
    expect(countExit(2)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });

  test('passed, failed and skipped tests of vitest are counted', async () => {
    expect(await countFile(vitestReport(5, 2), 1)).toMatchObject({ passed: 5, failed: 2, skipped: 2 });
  });

  test('what failed and what needed a second try is named, files that could not be read too', async () => {
    expect(nameTrouble('unit', await countFile(vitestReport(5, 2), 1))).toEqual([
      'failed: unit: a fails',
      'failed: unit: a fails',
      'failed: unit: b.test.ts could not be read',
      'needed a second try: unit: a needs luck',
    ]);
  });

  test('a Playwright test that passed only when tried again has passed, and is named', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const inner = { title: 'menu', specs: [spec('opens', 'flaky')] };
    const suite = {
      title: 'logs.spec.ts',
      specs: [spec('shows lines', 'unexpected'), spec('scrolls', 'expected')],
      suites: [inner],
    };
    const report = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, suites: [suite] };
    expect(countPlaywright(report)).toEqual({
      passed: 4,
      failed: 1,
      skipped: 2,
      failures: ['logs.spec.ts shows lines'],
      secondTries: ['logs.spec.ts menu opens'],
    });
  });

  test('a step that ran no test fails', async () => {
    expect((await countFile(vitestReport(0, 0), 0)).failed).toBe(1);
  });

  test('a program that failed outside its tests fails', async () => {
    expect((await countFile(vitestReport(4, 0), 1)).failed).toBe(1);
  });

  test('a missing report fails and says so', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect((await countReport(join(folder, 'none.json'), 0, countVitest)).failed).toBe(1);
    expect(told).toHaveBeenCalledOnce();
    told.mockRestore();
  });

  test('the last line names skipped tests only when there are any', () => {
    const sum = addCounts([countExit(0), countExit(0), countExit(1)]);
    expect(describeCounts(sum)).toBe('2 passed, 1 failed');
    expect(describeCounts({ ...sum, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
  });
});
