import { expect, test } from 'vitest';
import { memoryHint, trueMemory } from '../../../renderer/format/memory-words.ts';

const MB = 1_000_000;
const memory = (resident: number | null, pss: number | null) => ({
  memory_bytes: resident === null ? null : resident * MB,
  pss_bytes: pss === null ? null : pss * MB,
});

test('memory that forked processes share is told apart from what they take', () => {
  expect(trueMemory(memory(377, 45))).toBe('PSS 45 MB');
  expect(memoryHint(memory(377, 45))).toBe(
    'Resident, whole tree: memory that its processes share is counted in each; once each page, it is PSS 45 MB',
  );
});

test('where little is counted twice, or nothing is known of it, nothing is said', () => {
  for (const one of [memory(60, 20), memory(300, 220), memory(377, null), memory(null, 45), null]) {
    expect(trueMemory(one)).toBeNull();
    expect(memoryHint(one)).toBe('Resident, whole tree');
  }
});
