import { expect, test } from 'vitest';
import { faultCases } from '../faults/fault-cases.ts';
import { play } from '../faults/kit/fault-case.ts';

/** More than a case may take by itself, for taking everything down. */
const LIMIT_MS = 240_000;

for (const fault of faultCases.filter(({ pace }) => pace === 'quick')) {
  // Most of them wait, so some can wait at the same time.
  test.concurrent(`${fault.id}: ${fault.name}: ${fault.expected}`, { timeout: LIMIT_MS }, async () => {
    expect(await play(fault)).not.toBe('');
  });
}
