import { expect, test } from 'vitest';
import { sharedMemoryLines } from '../../../../main/cli/monitor/plain/shared-memory.ts';

test('a server whose processes share most of their memory is named with what they take', () => {
  expect(
    sharedMemoryLines([
      { name: 'forks', memory_bytes: 377_000_000, pss_bytes: 45_000_000 },
      { name: 'small', memory_bytes: 60_000_000, pss_bytes: 20_000_000 },
      { name: 'stopped', memory_bytes: null, pss_bytes: null },
    ]),
  ).toEqual(['forks: memory that its processes share is counted in each: 377 MB resident, PSS 45 MB']);
});
