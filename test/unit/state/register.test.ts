import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from '../../../main/engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const MINUTE_MS = 60_000;

/** A register with an entry each minute: about a, about b, and about no server, in turn. */
function filled(count = 9) {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-register-'));
  const clock = new FakeClock();
  const state = openState(join(folder, 'signalbox.sqlite'), clock);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) state.close();
    isOpen = false;
  };
  onTestFinished(() => {
    close();
    rmSync(folder, { recursive: true });
  });
  const startMs = clock.now();
  for (let number = 0; number < count; number++) {
    const server = ['a', 'b', null][number % 3] ?? null;
    state.register.add({ lamp: 'ok', kind: 'ready', server, text: `${number}` });
    clock.advance(MINUTE_MS);
  }
  const texts = (fromMinute: number, toMinute: number, more: { server?: string; limit?: number } = {}) =>
    state.register
      .between({
        fromMs: startMs + fromMinute * MINUTE_MS,
        toMs: startMs + toMinute * MINUTE_MS,
        limit: 100,
        ...more,
      })
      .map(({ text }) => text);
  return { clock, state, texts, close };
}

test('what happened in a span of time is given with its ends, newest first', () => {
  const { texts } = filled();
  expect(texts(2, 5)).toEqual(['5', '4', '3', '2']);
  expect(texts(2, 5, { limit: 2 })).toEqual(['5', '4']);
  expect(texts(20, 30)).toEqual([]);
});

test('of one server it is what is about it, and what is about no server', () => {
  const { texts } = filled();
  expect(texts(0, 8, { server: 'a' })).toEqual(['8', '6', '5', '3', '2', '0']);
  expect(texts(0, 8, { server: 'gone' })).toEqual(['8', '5', '2']);
});

test('the order is that of time, also after the clock was set back', () => {
  const { clock, state, texts } = filled();
  clock.jump(-6.5 * MINUTE_MS);
  state.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: 'later' });
  expect(texts(2, 4)).toEqual(['4', '3', 'later', '2']);
});

test('what could not be written is given too, and a file that can’t be read gives the rest', () => {
  const { clock, state, texts, close } = filled(1);
  close();
  clock.advance(MINUTE_MS);
  state.register.add({ lamp: 'ok', kind: 'ready', server: 'a', text: 'unwritten' });
  state.register.add({ lamp: 'ok', kind: 'ready', server: 'b', text: 'other' });
  expect(texts(0, 10, { server: 'a' })).toContain('unwritten');
  expect(texts(0, 10, { server: 'a' })).not.toContain('other');
  expect(texts(10, 20)).toEqual([]);
});
