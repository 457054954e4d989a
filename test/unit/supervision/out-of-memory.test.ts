import { expect, test } from 'vitest';
import { explainOutOfMemory } from '#engine/supervision/out-of-memory.ts';

const GB = 1_000_000_000;
const HEAP = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
const base = {
  exit: { code: null, signal: 'SIGKILL' },
  lastStderr: null,
  oomKilled: false,
  memoryBytes: null,
  freeBytes: null,
};

test('a kill that the kernel counted is certain', () => {
  expect(explainOutOfMemory({ ...base, oomKilled: true })).toBe(
    'ran out of memory: the kernel ended it at its hard limit',
  );
});

test.each([
  { code: 134, signal: null },
  { code: null, signal: 'SIGABRT' },
])('an abort for want of JavaScript heap is told as that: %o', (exit) => {
  expect(explainOutOfMemory({ ...base, exit, lastStderr: HEAP })).toBe('ran out of memory (JavaScript heap)');
  expect(explainOutOfMemory({ ...base, exit, lastStderr: 'assertion failed' })).toBeNull();
});

test('words about memory in a normal end are no abort', () => {
  expect(explainOutOfMemory({ ...base, exit: { code: 1, signal: null }, lastStderr: HEAP })).toBeNull();
});

test('a SIGKILL of what had nearly all that was free was likely the system’s; of a small one nobody knows', () => {
  expect(explainOutOfMemory({ ...base, memoryBytes: 1.5 * GB, freeBytes: GB })).toBe(
    'was killed by the system, likely out of memory: it had 1,500 MB when it was last looked at',
  );
  expect(explainOutOfMemory({ ...base, memoryBytes: 0.5 * GB, freeBytes: GB })).toBeNull();
  expect(explainOutOfMemory({ ...base, memoryBytes: 1.5 * GB })).toBeNull();
  const shell = { code: 137, signal: null };
  expect(explainOutOfMemory({ ...base, exit: shell, memoryBytes: GB, freeBytes: GB })).not.toBeNull();
});
