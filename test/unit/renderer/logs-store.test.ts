import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogFilter, type LogLine, type LogPage } from '#contract/log-line.ts';
import { queryLines } from '#engine/logs/query-lines.ts';
import { createLogsStore, HELD_LINES, PAUSED_LINES } from '../../../renderer/store/logs-store.ts';
import { FakeBridge } from './fake-bridge.ts';
import { logLine } from './made-up.ts';

let bridge: FakeBridge;
let kept: LogLine[];
beforeEach(() => {
  vi.useFakeTimers();
  bridge = new FakeBridge();
  kept = [logLine(1), logLine(2, { level: 'error', text: 'timeout' }), logLine(3, { server: 'github' })];
  bridge.answers.set('logs', answer);
});
afterEach(() => {
  vi.useRealTimers();
});

const answer = (filter: LogFilter): LogPage => queryLines([kept], LogFilter.parse(filter));

async function opened() {
  const store = createLogsStore(bridge, { settleMs: 10, gatherMs: 10 });
  const close = store.open();
  await vi.advanceTimersByTimeAsync(0);
  return { store, close };
}

const seqs = (lines: readonly LogLine[]): number[] => lines.map(({ seq }) => seq);

test('shows what is there, counted by level, and then what comes', async () => {
  const { store } = await opened();
  expect(seqs(store.getState().lines)).toEqual([1, 2, 3]);
  expect(store.getState().counts).toEqual({ error: 1, warn: 0, info: 2, debug: 0 });
  bridge.tell('logs', [logLine(4, { level: 'warn' })]);
  expect(seqs(store.getState().lines)).toEqual([1, 2, 3, 4]);
  expect(store.getState()).toMatchObject({ counts: { warn: 1 }, searched: 4 });
});

test('lines that come while the first are on their way are neither lost nor doubled', async () => {
  const store = createLogsStore(bridge);
  store.open();
  bridge.tell('logs', [logLine(3, { server: 'github' }), logLine(4)]);
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(store.getState().lines)).toEqual([1, 2, 3, 4]);
});

test('a live batch that tells of lines already shown does not show or count them twice', async () => {
  const { store } = await opened();
  bridge.tell('logs', [logLine(2, { level: 'error' }), logLine(3), logLine(4)]);
  bridge.tell('logs', [logLine(5)]);
  expect(seqs(store.getState().lines)).toEqual([1, 2, 3, 4, 5]);
  expect(store.getState().counts).toEqual({ error: 1, warn: 0, info: 4, debug: 0 });
});

test('live lines are held to the choice, and the levels’ counts go on', async () => {
  const { store } = await opened();
  store.choose({ levels: ['error'], text: 'TIME' });
  await vi.advanceTimersByTimeAsync(20);
  bridge.tell('logs', [
    logLine(4, { level: 'error', text: 'a timeout' }),
    logLine(5, { level: 'info', text: 'a timeout' }),
    logLine(6, { level: 'error', text: 'else' }),
  ]);
  expect(seqs(store.getState().lines)).toEqual([2, 4]);
  expect(store.getState().counts).toMatchObject({ error: 2, info: 1 });
});

test('keys in a row send one search', async () => {
  const { store } = await opened();
  const before = bridge.calls.length;
  for (const text of ['t', 'ti', 'tim']) store.choose({ text });
  await vi.advanceTimersByTimeAsync(20);
  const sent = bridge.calls.slice(before).map(({ input }) => input as LogFilter);
  expect(sent.map(({ text }) => text)).toEqual(['tim']);
});

test('an answer to an older search does not replace a newer one', async () => {
  const { store } = await opened();
  let late: (() => void) | undefined;
  bridge.answers.set('logs', ({ text }: LogFilter) => {
    const page = queryLines([[logLine(text === 'old' ? 8 : 9)]], LogFilter.parse({}));
    if (text !== 'old') return page;
    return new Promise((resolve) => {
      const before = late;
      late = () => {
        before?.();
        resolve(page);
      };
    });
  });
  store.choose({ text: 'old' });
  await vi.advanceTimersByTimeAsync(20);
  store.choose({ text: 'new' });
  await vi.advanceTimersByTimeAsync(20);
  late?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(store.getState().lines)).toEqual([9]);
});

test('an invalid expression is said, not sent, and shows no lines until it is mended', async () => {
  const { store } = await opened();
  const before = bridge.calls.length;
  store.choose({ text: '(', regex: true });
  await vi.advanceTimersByTimeAsync(20);
  expect(store.getState().problem).toMatch(/Unterminated group/);
  expect(bridge.calls).toHaveLength(before);
  bridge.tell('logs', [logLine(4)]);
  expect(store.getState().lines).toEqual([]);
  store.choose({ text: 'line', regex: true });
  await vi.advanceTimersByTimeAsync(20);
  expect(store.getState().problem).toBeNull();
});

test('lines that come while a mended expression is on its way are not lost', async () => {
  const { store } = await opened();
  store.choose({ text: '(', regex: true });
  await vi.advanceTimersByTimeAsync(20);
  let give = (): void => {};
  bridge.answers.set('logs', (filter: LogFilter) => {
    const page = answer(filter);
    return new Promise((resolve) => {
      give = () => resolve(page);
    });
  });
  store.choose({ text: 'line', regex: false });
  await vi.advanceTimersByTimeAsync(20);
  bridge.tell('logs', [logLine(4)]);
  give();
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(store.getState().lines)).toEqual([1, 3, 4]);
});

test('the engine says which live lines an expression meets: it is never run in the page', async () => {
  const { store } = await opened();
  store.choose({ text: '^line', regex: true });
  await vi.advanceTimersByTimeAsync(20);
  expect(seqs(store.getState().lines)).toEqual([1, 3]);
  const before = bridge.calls.length;
  const came = [logLine(4), logLine(5, { text: 'other' }), logLine(6, { level: 'warn' })];
  kept = [...kept, ...came];
  for (const line of came) bridge.tell('logs', [line]);
  expect(seqs(store.getState().lines)).toEqual([1, 3]);
  await vi.advanceTimersByTimeAsync(20);
  expect(bridge.calls.slice(before).map(({ input }) => input)).toEqual([
    { limit: HELD_LINES, text: '^line', regex: true, after: 3 },
  ]);
  expect(seqs(store.getState().lines)).toEqual([1, 3, 4, 6]);
  expect(store.getState()).toMatchObject({ counts: { info: 3, warn: 1 }, searched: 6 });

  kept = [...kept, logLine(7)];
  bridge.tell('logs', [logLine(7)]);
  await vi.advanceTimersByTimeAsync(20);
  expect(seqs(store.getState().lines)).toEqual([1, 3, 4, 6, 7]);
});

test('hits are marked only with an expression that the engine has answered', async () => {
  const { store } = await opened();
  store.choose({ text: 'li.e', regex: true });
  expect(store.getState().pattern).toBeNull();
  await vi.advanceTimersByTimeAsync(20);
  expect(store.getState().pattern).toEqual(/li.e/);
  bridge.answers.set('logs', () => {
    throw new Error('bad-input: text takes more than 250 ms');
  });
  store.choose({ text: '(a+)+$' });
  await vi.advanceTimersByTimeAsync(20);
  expect(store.getState()).toMatchObject({ pattern: null, lines: [] });
});

test('what the engine refuses is said in its words', async () => {
  const { store } = await opened();
  bridge.answers.set('logs', () => {
    throw new Error('bad-input: text takes more than 250 ms');
  });
  store.choose({ text: '(a+)+', regex: true });
  await vi.advanceTimersByTimeAsync(20);
  expect(store.getState().problem).toBe('text takes more than 250 ms');
});

test('while following the newest lines are held, while paused none is cut off at the top', async () => {
  const { store } = await opened();
  const flood = (from: number, count: number) => Array.from({ length: count }, (_, i) => logLine(from + i));
  bridge.tell('logs', flood(4, HELD_LINES));
  expect(store.getState().lines).toHaveLength(HELD_LINES);
  expect(store.getState().lines[0]?.seq).toBe(4);

  store.setFollowing(false);
  bridge.tell('logs', flood(HELD_LINES + 4, PAUSED_LINES));
  expect(store.getState().lines).toHaveLength(PAUSED_LINES);
  expect(store.getState().lines[0]?.seq).toBe(4);
  expect(store.getState().unseen).toBe(PAUSED_LINES);

  kept = [logLine(90_000)];
  store.setFollowing(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(seqs(store.getState().lines)).toEqual([90_000]);
  expect(store.getState().unseen).toBe(0);
});

test('after a lost connection the lines are asked for again', async () => {
  const { store } = await opened();
  bridge.connection(false);
  kept = [...kept, logLine(50)];
  bridge.connection(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().lines.at(-1)?.seq).toBe(50);
});

test('nothing listens and nothing is held after the screen is closed', async () => {
  const { store, close } = await opened();
  store.choose({ text: 'x' });
  close();
  await vi.advanceTimersByTimeAsync(50);
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(store.getState().lines).toEqual([]);
});
