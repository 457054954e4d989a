import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { startGuard } from '../../../main/engine/process/guard.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const spawn = vi.hoisted(() => vi.fn());
vi.mock('node:child_process', () => ({ spawn }));

test('a guard that can not be started for want of memory is started again later, and knows what to watch', () => {
  const clock = new FakeClock();
  const lost: string[] = [];
  const stdin = new PassThrough();
  spawn
    .mockImplementationOnce(() => {
      throw new Error('spawn ENOMEM');
    })
    .mockImplementationOnce(() => {
      throw new Error('spawn ENOMEM');
    })
    .mockImplementation(() => Object.assign(new EventEmitter(), { stdin, unref() {} }));
  const guard = startGuard({
    markPrefix: 'home/run/',
    reportFile: '/nowhere',
    clock,
    onLost: (reason) => lost.push(reason),
  });
  guard.watch({ pid: 7, startTicks: 70 }, 'home/run/one/1', 'group');
  clock.advance(60_000);
  expect(spawn).toHaveBeenCalledTimes(3);
  expect(String(stdin.read())).toBe('group 7 70 home/run/one/1\n');
  expect(lost).toEqual([]);
});
