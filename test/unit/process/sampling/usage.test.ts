import { expect, it } from 'vitest';
import { sumUsage } from '../../../../main/engine/process/sampling/usage.ts';
import { fakeUsage } from '../../../fakes/usage.ts';

it('sums what is known of each', () => {
  const parts = [fakeUsage({ threads: 2, memory_bytes: 100 }), fakeUsage({ threads: 3, memory_bytes: 0 })];
  expect(sumUsage(parts)).toEqual(fakeUsage({ threads: 5, memory_bytes: 100 }));
});

it('does not know the sum of what is known of some alone', () => {
  const parts = [fakeUsage({ threads: 2, open_files: 7 }), fakeUsage({ threads: 3 })];
  expect(sumUsage(parts)).toEqual(fakeUsage({ threads: 5 }));
});

it('knows nothing of none', () => {
  expect(sumUsage([])).toEqual(fakeUsage());
});
