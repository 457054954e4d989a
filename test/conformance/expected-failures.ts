import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Verdict } from './judge.ts';

/** By subject, revision and scenario: why it fails. */
const ExpectedFailures = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));

/** What is known to fail. A subject takes what stands under its name, and what the bare server fails too. */
export async function expectedFailures(
  subjects: readonly string[],
  revision: string,
): Promise<ReadonlyMap<string, string>> {
  const file = new URL('./expected-failures.json', import.meta.url);
  const all = ExpectedFailures.parse(JSON.parse(await readFile(file, 'utf8')));
  return new Map(subjects.flatMap((subject) => Object.entries(all[subject]?.[revision] ?? {})));
}

export interface Comparison {
  readonly unexpected: readonly Verdict[];
  /** Expected to fail, and did not: to be taken off the list. */
  readonly stale: readonly string[];
}

export function compare(verdicts: readonly Verdict[], expected: ReadonlyMap<string, string>): Comparison {
  const failed = verdicts.filter(({ faults }) => faults.length > 0);
  const passed = verdicts.filter(({ faults }) => faults.length === 0);
  return {
    unexpected: failed.filter(({ scenario }) => !expected.has(scenario)),
    stale: passed.filter(({ scenario }) => expected.has(scenario)).map(({ scenario }) => scenario),
  };
}
