import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { annotationWords, matchTools } from '../../../../renderer/screens/server/tools/match-tools.ts';
import { readResult } from '../../../../renderer/screens/server/tools/try/read-result.ts';
import { createToolsStore } from '../../../../renderer/store/tools/tools-store.ts';
import { createTriesStore, KEPT_TRIES } from '../../../../renderer/store/tools/tries-store.ts';
import { createLatenciesStore } from '../../../../renderer/store/traffic/latencies-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { serverView, snapshotOf } from '../made-up.ts';
import { latency, tool, toolList, traffic } from '../made-up-traffic.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const asked = (name: string): number => bridge.calls.filter((call) => call.name === name).length;

test('tools are asked for again when their number or the configuration changes, not at each sample', async () => {
  bridge.answers.set('tools', () => toolList('memory', [tool('a')]));
  const store = createToolsStore(bridge);
  const close = store.open('memory');
  await vi.advanceTimersByTimeAsync(0);
  const { overview, configuration } = snapshotOf([]);
  const change = (tools: number) => ({
    overview,
    changed: [serverView({ tools })],
    removed: [],
    order: ['memory'],
  });
  bridge.tell('servers', change(1));
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked('tools')).toBe(1);
  bridge.tell('servers', change(2));
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked('tools')).toBe(2);
  bridge.tell('configuration', configuration);
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked('tools')).toBe(3);
  close();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a switch shows what the engine made of it, or why it was refused', async () => {
  bridge.answers.set('tools', () => toolList('memory', [tool('a')]));
  bridge.answers.set('switch-tool', () => toolList('memory', [tool('a', { enabled: false })]));
  const store = createToolsStore(bridge);
  store.open('memory');
  await vi.advanceTimersByTimeAsync(0);
  await store.switchTool('a', false);
  expect(store.getState()).toMatchObject({ list: { tools: [{ enabled: false }] }, switching: new Set() });
  bridge.answers.set('switch-tool', () => {
    throw new Error('bad-input: the glob * denies it');
  });
  await store.switchTool('a', true);
  expect(store.getState().refused.get('a')).toBe('the glob * denies it');
  expect(store.getState().list?.tools[0]?.enabled).toBe(false);
});

test('the last ten tries are kept, with what became of each', async () => {
  const store = createTriesStore(bridge, () => 1000);
  let answer: (value: unknown) => void = () => {};
  bridge.answers.set('request', () => new Promise((resolve) => (answer = resolve)));
  const running = store.start({ server: 'memory', tool: 'a', arguments: { x: 1 } });
  expect(store.getState().tries[0]).toMatchObject({ outcome: null, startedMs: 1000, arguments: { x: 1 } });
  answer({ result: {}, error: null, ms: 3, queued_ms: 0, instance: 1 });
  await running;
  expect(store.getState().tries[0]?.outcome).toMatchObject({ kind: 'answered', answer: { ms: 3 } });
  bridge.answers.set('request', () => {
    throw new Error('server-unavailable: it is down');
  });
  for (let times = 0; times < KEPT_TRIES; times += 1)
    await store.start({ server: 'memory', tool: 'b', arguments: {} });
  expect(store.getState().tries).toHaveLength(KEPT_TRIES);
  expect(store.getState().tries.every((one) => one.tool === 'b')).toBe(true);
  expect(store.getState().tries[0]?.outcome).toEqual({
    kind: 'refused',
    problem: { code: 'server-unavailable', message: 'it is down' },
    ms: 0,
  });
});

test('latencies are asked for while there is traffic, not more often than they can be read', async () => {
  bridge.answers.set('latencies', () => ({ latencies: [latency('memory', 'a')] }));
  const store = createLatenciesStore(bridge);
  const close = store.open('memory');
  for (let seconds = 0; seconds < 10; seconds += 1) {
    bridge.tell('traffic', traffic());
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(asked('latencies')).toBeLessThanOrEqual(6);
  expect(bridge.calls[0]?.input).toEqual({ server: 'memory' });
  expect(store.getState().latencies).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  const before = asked('latencies');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked('latencies')).toBe(before);
  close();
  expect(bridge.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a tool is found by any of its names and its description', () => {
  const all = [tool('read_file', { exposed_name: 'cat', description: 'Reads a file' }), tool('ping')];
  expect(matchTools(all, 'CAT file')).toEqual([all[0]]);
  expect(matchTools(all, 'memory__ping')).toEqual([all[1]]);
  expect(matchTools(all, '')).toEqual(all);
});

test.each([
  [{}, []],
  [{ readOnlyHint: true, destructiveHint: true }, ['reads only']],
  [{ readOnlyHint: false }, ['changes things']],
  [{ readOnlyHint: false, destructiveHint: true, idempotentHint: true }, ['may destroy', 'repeatable']],
  [{ openWorldHint: true, readOnlyHint: 'yes' }, ['reaches outside']],
])('the hints %j are told as %j', (annotations, words) => {
  expect(annotationWords({ annotations })).toEqual(words);
});

test('an answer of any shape is shown, and JSON in a text is set out', () => {
  expect(readResult({ content: [{ type: 'text', text: '{"a":1}' }], isError: true })).toEqual({
    isError: true,
    parts: [{ kind: 'text', text: '{\n  "a": 1\n}' }],
    structured: null,
    isOther: false,
  });
  expect(readResult({ content: [{ type: 'text', text: '[not json' }] }).parts).toEqual([
    { kind: 'text', text: '[not json' },
  ]);
  const { parts } = readResult({
    content: [
      { type: 'resource', resource: { uri: 'file:///a', text: 'inside' } },
      { type: 'resource', resource: { uri: 'file:///b', blob: 'AAAA' } },
      { type: 'resource_link', uri: 'file:///c', description: 'a file' },
      { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
      { type: 'of tomorrow', x: 1 },
      'nonsense',
    ],
  });
  expect(parts).toMatchObject([
    { words: 'resource file:///a', text: 'inside' },
    { words: 'resource file:///b, 1 kB' },
    { words: 'link to file:///c', text: 'a file' },
    { words: 'sound, audio/wav, 1 kB' },
    { words: 'of tomorrow', text: expect.stringContaining('"x": 1') },
  ]);
  expect(readResult(null)).toMatchObject({ parts: [], isOther: true });
  expect(readResult({ structuredContent: { a: 1 } })).toMatchObject({ structured: '{\n  "a": 1\n}' });
});
