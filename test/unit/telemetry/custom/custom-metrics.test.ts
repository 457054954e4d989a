import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CommandOutcome, ShortCommand } from '#engine/process/process.ts';
import { createCustomMetrics, type MetricsSource } from '#engine/telemetry/telemetry.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const COMMAND = { command: 'figures', args: ['-a'], intervalMs: 30_000, timeoutMs: 5_000, maxBytes: 256_000 };
const source = (name: string, more: Partial<MetricsSource> = {}): MetricsSource => ({
  name,
  config: COMMAND,
  env: { API_TOKEN: 'hunter2-hunter2' },
  cwd: '/srv',
  running: true,
  ...more,
});
const printed = (stdout: string): CommandOutcome => ({
  kind: 'exited',
  code: 0,
  signal: null,
  stdout,
  stderrTail: '',
  ranMs: 5,
});

interface Run {
  readonly spec: ShortCommand;
  readonly signal: AbortSignal;
  end(outcome: CommandOutcome): Promise<void>;
}

/** Runs end when the test says so. */
function open(first: readonly MetricsSource[]) {
  const clock = new FakeClock();
  const runs: Run[] = [];
  const faults: string[] = [];
  let sources = first;
  const keeper = createCustomMetrics({
    clock,
    servers: () => sources,
    run: (spec, signal) => {
      const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
      signal.addEventListener('abort', () => resolve({ kind: 'not-started', reason: 'not wanted' }));
      runs.push({
        spec,
        signal,
        async end(outcome) {
          resolve(outcome);
          await turn();
        },
      });
      return promise;
    },
    isSecret: (name) => name === 'password',
    secretsIn: (text) => (text.includes('s3cret') ? ['s3cret'] : []),
    onFault: (message) => faults.push(message),
  });
  return {
    clock,
    runs,
    faults,
    keeper,
    set(next: readonly MetricsSource[]) {
      sources = next;
      keeper.look();
    },
    async pass(ms: number) {
      clock.advance(ms);
      await turn();
    },
  };
}

test('a server’s figures are those of the last good run, with its time', async () => {
  const { keeper, runs, clock, pass, faults } = open([source('a'), source('b', { config: null })]);
  expect(keeper.of('b')).toBeNull();
  expect(keeper.of('a')).toEqual({ at: null, metrics: [], error: null });
  expect(runs.map(({ spec }) => spec)).toEqual([
    {
      server: 'a',
      command: 'figures',
      args: ['-a'],
      env: { API_TOKEN: 'hunter2-hunter2' },
      cwd: '/srv',
      timeoutMs: 5_000,
      maxBytes: 256_000,
    },
  ]);
  const at = new Date(clock.now()).toISOString();
  await runs[0]?.end(printed('# HELP open Open notes.\n# TYPE open gauge\nopen{kind="x"} 12\n'));
  const metrics = [{ name: 'open', help: 'Open notes.', type: 'gauge', labels: { kind: 'x' }, value: 12 }];
  expect(keeper.of('a')).toEqual({ at, metrics, error: null });
  expect([...keeper.values('a')]).toEqual([['custom:open{kind="x"}', 12]]);
  expect(keeper.current('a')).toEqual(metrics);
  await pass(30_000);
  await runs[1]?.end({ kind: 'timeout' });
  expect(keeper.of('a')).toEqual({ at, metrics, error: 'figures took longer than 5 s and was ended' });
  expect(keeper.values('a').size).toBe(0);
  expect(keeper.current('a')).toEqual([]);
  expect(faults).toEqual([]);
  await keeper.close();
  expect(clock.pendingTimers).toBe(0);
});

test.each([
  [{ kind: 'too-much-output' }, 'figures printed more than 256 kB and was ended'],
  [
    { kind: 'not-started', reason: 'the command figures was not found on PATH' },
    'figures could not be started: the command figures was not found on PATH',
  ],
  [
    {
      kind: 'exited',
      code: 3,
      signal: null,
      stdout: 'a 1',
      stderrTail: 'warning\nno s3cret hunter2-hunter2\n',
      ranMs: 5,
    },
    'figures ended with code 3: no ••• •••',
  ],
  [
    { kind: 'exited', code: null, signal: 'SIGSEGV', stdout: '', stderrTail: '', ranMs: 5 },
    'figures was ended by SIGSEGV',
  ],
  [
    printed('a 1\nnonsense'),
    'what figures printed can\'t be read: line 2, "nonsense": a value is missing, or there is more behind it than a time',
  ],
  [printed('# nothing\n'), 'figures printed no values'],
] as const)('a run that ends as %j says why it gave nothing', async (outcome, error) => {
  const { keeper, runs } = open([source('a')]);
  await runs[0]?.end(outcome as CommandOutcome);
  expect(keeper.of('a')).toEqual({ at: null, metrics: [], error });
  await keeper.close();
});

test('a command is run at its interval, and never a second time beside itself', async () => {
  const { keeper, runs, pass } = open([source('a')]);
  await pass(100_000);
  expect(runs).toHaveLength(1);
  await runs[0]?.end(printed('a 1'));
  expect(runs).toHaveLength(2);
  await runs[1]?.end(printed('a 2'));
  await pass(29_000);
  expect(runs).toHaveLength(2);
  await pass(1_000);
  expect(runs).toHaveLength(3);
  await keeper.close();
});

test('four run at a time, and the others get their turn', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const { keeper, runs } = open(names.map((name) => source(name)));
  expect(runs.map(({ spec }) => spec.server)).toEqual(['a', 'b', 'c', 'd']);
  await runs[1]?.end(printed('a 1'));
  await runs[0]?.end({ kind: 'timeout' });
  expect(runs.map(({ spec }) => spec.server)).toEqual(names);
  await keeper.close();
});

test('it is asked only while the server runs, and at once when it runs again', async () => {
  const { keeper, runs, set, pass } = open([source('a', { running: false })]);
  await pass(60_000);
  expect(runs).toHaveLength(0);
  set([source('a')]);
  expect(runs).toHaveLength(1);
  set([source('a', { running: false })]);
  expect(runs[0]?.signal.aborted).toBe(true);
  await turn();
  expect(keeper.of('a')).toEqual({ at: null, metrics: [], error: null });
  set([source('a')]);
  await runs[1]?.end(printed('a 1'));
  expect(keeper.values('a').size).toBe(1);
  set([source('a', { running: false })]);
  expect(keeper.values('a').size).toBe(0);
  expect(keeper.current('a')).toEqual([]);
  expect(keeper.of('a')?.metrics).toHaveLength(1);
  await keeper.close();
});

test('another command begins anew, and waits until the old one has ended', async () => {
  const { keeper, runs, set } = open([source('a')]);
  await runs[0]?.end(printed('a 1'));
  set([source('a', { config: { ...COMMAND, intervalMs: 1_000 } })]);
  expect(keeper.of('a')?.metrics).toHaveLength(1);
  set([source('a', { config: { ...COMMAND, args: [] } })]);
  expect(keeper.of('a')).toEqual({ at: null, metrics: [], error: null });
  expect(runs).toHaveLength(2);
  set([source('a', { config: { ...COMMAND, args: ['-c'] } })]);
  expect(runs).toHaveLength(2);
  await turn();
  expect(runs.map(({ spec }) => spec.args)).toEqual([['-a'], [], ['-c']]);
  set([]);
  expect(runs[2]?.signal.aborted).toBe(true);
  expect(keeper.of('a')).toBeNull();
  await keeper.close();
});

test('figures are no older than a run may take: a gap stays a gap', async () => {
  const { keeper, runs, pass } = open([source('a')]);
  await runs[0]?.end(printed('a 1'));
  await pass(35_000);
  expect(keeper.values('a').size).toBe(1);
  await pass(1);
  expect(keeper.values('a').size).toBe(0);
  expect(keeper.current('a')).toEqual([]);
  await keeper.close();
});

test('of many values the first 200 are kept, of those 20 over time, and that is said', async () => {
  const { keeper, runs } = open([source('a')]);
  const buckets = Array.from({ length: 15 }, (_, index) => `wait_bucket{le="${index}"} 1`);
  const others = Array.from({ length: 300 }, (_, index) => `m${index}{z="1",a="2"} ${index}`);
  await runs[0]?.end(printed(['# TYPE wait histogram', ...buckets, ...others].join('\n')));
  expect(keeper.of('a')).toMatchObject({ error: 'figures printed 315 values; the first 200 are kept' });
  expect(keeper.of('a')?.metrics).toHaveLength(200);
  const keys = [...keeper.values('a').keys()];
  expect(keys).toHaveLength(20);
  expect(keys[0]).toBe('custom:m0{a="2",z="1"}');
  await keeper.close();
});

test('what is no number is told to Prometheus alone', async () => {
  const { keeper, runs } = open([source('a')]);
  await runs[0]?.end(printed('open 2\nsize{quantile="0.9"} NaN\nmost +Inf'));
  expect(keeper.of('a')?.metrics.map(({ name }) => name)).toEqual(['open']);
  expect([...keeper.values('a').keys()]).toEqual(['custom:open']);
  expect(keeper.current('a').map(({ value }) => value)).toEqual([2, Number.NaN, Number.POSITIVE_INFINITY]);
});

test('secrets in labels are masked, and long labels cut', async () => {
  const { keeper, runs } = open([source('a')]);
  const lines = [
    'a{password="x"} 1',
    'a{password="y"} 2',
    'b{url="http://s3cret@h",env="hunter2-hunter2"} 3',
    `c{long="${'x'.repeat(500)}"} 4`,
  ];
  await runs[0]?.end(printed(lines.join('\n')));
  const labels = keeper.of('a')?.metrics.map((metric) => [metric.labels, metric.value]);
  expect(labels).toEqual([
    [{ password: '•••' }, 1],
    [{ url: 'http://•••@h', env: '•••' }, 3],
    [{ long: `${'x'.repeat(120)}…` }, 4],
  ]);
  await keeper.close();
});

test('at the end what runs is ended', async () => {
  const { keeper, runs, clock } = open([source('a'), source('b')]);
  await keeper.close();
  expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  expect(clock.pendingTimers).toBe(0);
  keeper.look();
  expect(clock.pendingTimers).toBe(0);
});
