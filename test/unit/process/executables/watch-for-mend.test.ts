import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { settledChange, watchForMend } from '#engine/process/executables/watch-for-mend.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

type Stamps = Record<string, string>;
const stamps = (entries: Stamps) => new Map(Object.entries(entries));

describe('what has changed', () => {
  const before = stamps({ PATH: '/a\n/b', '/a/foo': 'absent', '/b/foo': 'absent' });

  test('nothing, while all looks are alike', () => {
    expect(settledChange(before, before, before)).toBeNull();
  });

  test('a command that appeared, though the places behind it were not looked at any more', () => {
    const now = stamps({ PATH: '/a\n/b', '/a/foo': 'file 1' });
    expect(settledChange(before, now, now)).toBe('/a/foo appeared');
  });

  test('not yet, while it still changes from look to look', () => {
    const writing = stamps({ PATH: '/a\n/b', '/a/foo': 'file 1' });
    const written = stamps({ PATH: '/a\n/b', '/a/foo': 'file 2' });
    expect(settledChange(before, writing, written)).toBeNull();
    expect(settledChange(before, before, written)).toBeNull();
  });

  test('a file that changes without end is no reason, and hides no other', () => {
    const busy = stamps({ '/db': '1', '/a/foo': 'absent' });
    const now = stamps({ '/db': '3', '/a/foo': 'file' });
    expect(settledChange(busy, stamps({ '/db': '2', '/a/foo': 'file' }), now)).toBe('/a/foo appeared');
  });

  test('PATH, a changed file and one that is gone are named as such', () => {
    const elsewhere = stamps({ PATH: '/c', '/c/foo': 'absent' });
    expect(settledChange(before, elsewhere, elsewhere)).toBe('PATH changed');
    const file = stamps({ '/x': '1' });
    expect(settledChange(file, stamps({ '/x': '2' }), stamps({ '/x': '2' }))).toBe('/x changed');
    expect(settledChange(file, stamps({ '/x': 'absent' }), stamps({ '/x': 'absent' }))).toBe('/x is gone');
  });
});

describe('a watch', () => {
  function open(before: Stamps | null, first: Stamps) {
    const clock = new FakeClock();
    let now = stamps(first);
    const onMend = vi.fn();
    const onFault = vi.fn();
    const look = vi.fn(async () => now);
    const watch = watchForMend({
      clock,
      look,
      before: before === null ? null : stamps(before),
      everyMs: 2_000,
      onMend,
      onFault,
    });
    const pass = async () => {
      clock.advance(2_000);
      await turn();
    };
    return {
      clock,
      watch,
      onMend,
      onFault,
      look,
      pass,
      become: (next: Stamps) => {
        now = stamps(next);
      },
    };
  }

  test('tells a change once, when the look after it finds the same, and looks no more', async () => {
    const { clock, onMend, pass, become } = open(null, { '/foo': 'absent' });
    await pass();
    await pass();
    expect(onMend).not.toHaveBeenCalled();
    become({ '/foo': 'file' });
    await pass();
    expect(onMend).not.toHaveBeenCalled();
    await pass();
    expect(onMend).toHaveBeenCalledExactlyOnceWith('/foo appeared');
    expect(clock.pendingTimers).toBe(0);
  });

  test('sees what was mended between the failed start and its first look', async () => {
    const { onMend, pass } = open({ '/foo': 'absent' }, { '/foo': 'file' });
    await pass();
    await pass();
    expect(onMend).toHaveBeenCalledExactlyOnceWith('/foo appeared');
  });

  test('says nothing after it was closed, also in the middle of a look', async () => {
    const { clock, watch, onMend, pass } = open({ '/foo': 'absent' }, { '/foo': 'file' });
    await pass();
    clock.advance(2_000);
    watch.close();
    await turn();
    expect(onMend).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
  });

  test('a look that fails is told, and is the last one', async () => {
    const { clock, look, onFault, pass } = open(null, {});
    look.mockRejectedValueOnce(new Error('no'));
    await pass();
    expect(onFault).toHaveBeenCalledOnce();
    expect(clock.pendingTimers).toBe(0);
  });
});
