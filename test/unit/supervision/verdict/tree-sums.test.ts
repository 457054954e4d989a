import { expect, test } from 'vitest';
import type { TreeSample } from '#engine/process/process.ts';
import { sumTrees } from '#engine/supervision/verdict/tree-sums.ts';
import { fakeUsage } from '../../../fakes/usage.ts';

function tree(usage: Parameters<typeof fakeUsage>[0]): { sample: TreeSample } {
  const figures = new Map();
  const sample = {
    cpuPercent: 0,
    memoryBytes: 0,
    processes: 2,
    usage: fakeUsage(usage),
    counted: null,
    figures,
  };
  return { sample };
}

test('what all instances of a server use is added up', () => {
  const one = { cpu_percent: 10, memory_bytes: 100, threads: 3, open_files: 7 };
  expect(sumTrees([tree(one), tree(one), { sample: null }])).toEqual({
    processes: 4,
    cpuPercent: 20,
    memoryBytes: 200,
    threads: 6,
    openFiles: 14,
  });
});

test('processor time that is not known yet, and memory that the system hides, are no 0', () => {
  const known = { cpu_percent: 10, memory_bytes: 100, threads: 3, open_files: 7 };
  const sums = sumTrees([tree(known), tree({})]);
  expect(sums).toMatchObject({ processes: 4, cpuPercent: null, memoryBytes: null });
});

test('of a server that runs nothing nothing is known', () => {
  expect(sumTrees([{ sample: null }])).toMatchObject({
    processes: null,
    cpuPercent: null,
    memoryBytes: null,
  });
});
