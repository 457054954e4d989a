import { expect, test } from 'vitest';
import { fuzz } from './corpus/fuzz.ts';

test('whatever becomes of a file, it is read or refused with its place, and no secret is told', async () => {
  const { texts, refused } = await fuzz({ forMs: 2_000, slowMs: Number.POSITIVE_INFINITY });
  expect(texts).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
