import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What one step of `npm test` came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The names of what failed, as far as the tool tells them. */
  readonly failures: readonly string[];
  /** The names of what failed first and passed when it was tried again; counted as passed. */
  readonly secondTries: readonly string[];
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          /** Of a test that passed: why it failed before. */
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

interface PlaywrightSuite {
  readonly title: string;
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}

const PlaywrightSuite: z.ZodType<PlaywrightSuite> = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
  get suites() {
    return z.array(PlaywrightSuite).optional();
  },
});

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(PlaywrightSuite),
});

/** A step that is one test: it passes when its program exits with 0. */
export function countExit(exitCode: number): Counts {
  const [passed, failed] = exitCode === 0 ? [1, 0] : [0, 1];
  return { passed, failed, skipped: 0, failures: [], secondTries: [] };
}

/** Counts vitest's JSON report. */
export function countVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    VitestReport.parse(report);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const unread = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
    failures: [
      ...tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName.trim()),
      ...unread.map(({ name }) => `${name} could not be read`),
    ],
    secondTries: tests
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName }) => fullName.trim()),
  };
}

/** Counts Playwright's JSON report. */
export function countPlaywright(report: unknown): Counts {
  const { stats, suites } = PlaywrightReport.parse(report);
  const named = suites.flatMap((suite) => namesOf(suite));
  const withStatus = (wanted: string) =>
    named.filter(({ status }) => status === wanted).map(({ name }) => name);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    failures: withStatus('unexpected'),
    secondTries: withStatus('flaky'),
  };
}

function namesOf({ title, specs, suites = [] }: PlaywrightSuite): { name: string; status: string }[] {
  const own = specs.flatMap((spec) =>
    spec.tests.map(({ status }) => ({ name: `${title} ${spec.title}`, status })),
  );
  const inner = suites.flatMap((suite) => namesOf(suite));
  return [...own, ...inner.map(({ name, status }) => ({ name: `${title} ${name}`, status }))];
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
    return countExit(1);
  }
  const ranNothing = counts.passed + counts.failed === 0;
  const failedOutside = exitCode !== 0 && counts.failed === 0;
  return ranNothing || failedOutside ? { ...counts, failed: counts.failed + 1 } : counts;
}

export function addCounts(list: readonly Counts[]): Counts {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    list.reduce((total, counts) => total + counts[key], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failures: list.flatMap(({ failures }) => failures),
    secondTries: list.flatMap(({ secondTries }) => secondTries),
  };
}

/** `12 passed, 0 failed`, and how many were skipped when there are any. Other programs read this line. */
export function describeCounts({
  passed,
  failed,
  skipped,
}: Pick<Counts, 'passed' | 'failed' | 'skipped'>): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** One line for each test that failed or passed only when tried again, under the name of its step. */
export function nameTrouble(name: string, { failures, secondTries }: Counts): string[] {
  return [
    ...failures.map((test) => `failed: ${name}: ${test}`),
    ...secondTries.map((test) => `needed a second try: ${name}: ${test}`),
  ];
}
