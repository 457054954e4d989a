import { expect, it } from 'vitest';
import { isProcess, watchNewPids } from '../../../../main/engine/process/proc/new-pids.ts';

function watch(...said: (number | null)[]) {
  return watchNewPids(() => said.shift() ?? null);
}

it('names what was handed out since the call before the last, for a pid comes before its process can be seen', () => {
  const pids = watch(100, 103, 103, 104);
  expect(pids.candidates()).toBeNull();
  expect(pids.candidates()).toBeNull();
  expect(pids.candidates()).toEqual([101, 102, 103]);
  expect(pids.candidates()).toEqual([104]);
});

it('asks for a look at all after many, after the numbers began anew, and when nothing is told', () => {
  const pids = watch(100, 100, 500, 500, 500, 3, 3, 4, null);
  const all = Array.from({ length: 9 }, () => pids.candidates());
  expect(all.map((some) => some?.length ?? 'all')).toEqual([
    ...['all', 'all'],
    ...['all', 'all', 0],
    ...['all', 'all', 1],
    'all',
  ]);
});

it('is not trusted any more when a look at all finds what it had not named', () => {
  const pids = watch(100, 100, 100, 105, 105, 105);
  for (let at = 0; at < 3; at++) pids.candidates();
  pids.verify([]);
  expect(pids.candidates()).toEqual([101, 102, 103, 104, 105]);
  pids.verify([103, 106]);
  expect(pids.candidates()).not.toBeNull();
  pids.verify([90]);
  expect(pids.candidates()).toBeNull();
});

it.runIf(process.platform === 'linux')('tells a process from a thread, and from nothing', () => {
  expect([process.pid, 2 ** 22 + 1].map(isProcess)).toEqual([true, false]);
});
