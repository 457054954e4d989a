import { expect, test } from 'vitest';
import type { RulePreview } from '#contract/alert-rule.ts';
import { previewRule } from '#engine/alerts/preview/preview-rule.ts';
import { NOTHING_BESIDE, parseConfiguration, type Rule } from '#engine/configuration/configuration.ts';
import { pastOf } from './past.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MB = 1_000_000;
const START = Date.UTC(2026, 0, 5);

function ruleOf(name: string, entry: unknown): Rule {
  const text = JSON.stringify({ alerts: { rules: { [name]: entry } }, mcpServers: {} });
  const result = parseConfiguration('/etc/box/f.json', text, NOTHING_BESIDE);
  const found = result.ok ? result.configuration.alerts.rules.find((rule) => rule.name === name) : undefined;
  if (!found) throw new Error(JSON.stringify(result));
  return found;
}

type Past = Parameters<typeof pastOf>[0];

interface Beside {
  readonly hours?: number;
  readonly memoryLimitBytes?: number;
}

function preview(name: string, entry: unknown, past: Past, beside: Beside = {}): Promise<RulePreview> {
  return previewRule({
    rule: ruleOf(name, entry),
    server: 'github',
    history: pastOf(past),
    fromMs: START,
    toMs: START + (beside.hours ?? 24) * HOUR,
    memoryLimitBytes: beside.memoryLimitBytes ?? null,
  });
}

/** Within these minutes of the span. */
const during = (atMs: number, ...spans: (readonly [number, number])[]) =>
  spans.some(([from, to]) => atMs >= START + from * MINUTE && atMs < START + to * MINUTE);
const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();

test('a rule is told how often it would have fired, when, and how far the figure went', async () => {
  const memory = (atMs: number) =>
    during(atMs, [100, 110], [200, 206], [300, 300.5]) ? 2500 * MB : 400 * MB;
  const found = await preview('high_memory', { above: '2GB', for: '1m' }, { memory_bytes: memory });
  expect(found).toMatchObject({
    rule: 'high_memory',
    server: 'github',
    metric: 'memory_bytes',
    threshold: 2000 * MB,
    coverage: 1,
    firings: [
      { at: at(101), until: at(110), peak: 2500 * MB },
      { at: at(201), until: at(206), peak: 2500 * MB },
    ],
    sentence: 'Over the last 24 h this rule would have fired twice, for 14 min in all.',
  });
});

test('a rule that would have been silent says how near it came', async () => {
  const found = await preview('high_memory', { above: '2GB' }, { memory_bytes: () => 1_200 * MB });
  expect(found.firings).toEqual([]);
  expect(found.sentence).toBe('Over the last 24 h this rule would not have fired; the highest was 1.2 GB.');
  const idle = await preview('idle', { signal: 'clients', below: 0 }, { clients: () => 3 });
  expect(idle.sentence).toBe('Over the last 24 h this rule would not have fired; the lowest was 3.');
});

test('between exit and enter an alert goes on and none begins', async () => {
  const cpu = (atMs: number) => (during(atMs, [60, 70]) ? 96 : during(atMs, [50, 90]) ? 75 : 5);
  const { firings } = await preview('high_cpu', { above: 90, exit: 70, for: '5m' }, { cpu_percent: cpu });
  expect(firings).toEqual([{ at: at(65), until: at(90), peak: 96 }]);
});

test('what is on its way back when it is due fires only if it is as bad again', async () => {
  const spans = (again: [number, number]) => (atMs: number) =>
    during(atMs, [60, 62], again) ? 96 : during(atMs, [50, 120]) ? 75 : 5;
  const rule = { above: 90, exit: 70, for: '5m' };
  const soon = await preview('high_cpu', rule, { cpu_percent: spans([68, 70]) });
  expect(soon.firings).toEqual([{ at: at(68), until: at(120), peak: 96 }]);
  const late = await preview('high_cpu', rule, { cpu_percent: spans([80, 82]) });
  expect(late.firings).toEqual([]);
});

test('what would be firing now has no end', async () => {
  const cpu = (atMs: number) => (during(atMs, [1430, 1440]) ? 96 : 5);
  const found = await preview('high_cpu', { for: '1m' }, { cpu_percent: cpu });
  expect(found.firings).toEqual([{ at: at(1431), until: null, peak: 96 }]);
  expect(found.sentence).toBe(
    'Over the last 24 h this rule would have fired once, for 9 min, and would be firing now.',
  );
});

test('a gap is neither high nor low: what was pending begins anew, what fires is over after five minutes', async () => {
  const cpu = (atMs: number) => (during(atMs, [10, 14], [16, 30]) ? 96 : during(atMs, [0, 9]) ? 5 : null);
  const found = await preview('high_cpu', { for: '5m' }, { cpu_percent: cpu }, { hours: 2 });
  expect(found.firings).toEqual([
    { at: at(21), until: new Date(START + 35 * MINUTE - 5_000).toISOString(), peak: 96 },
  ]);
  expect(found.sentence).toContain('Only 27 min of it were measured.');
});

test('nothing measured, and nothing kept, are not told as silence', async () => {
  const unmeasured = await preview('high_cpu', {}, {});
  expect(unmeasured.sentence).toBe('Over the last 24 h nothing was measured that this rule looks at.');
  const rules = [
    ['oom', { pattern: 'out of memory' }, 'The history keeps no lines of logs'],
    ['machine_memory', {}, 'The history keeps no figures of the machine'],
    ['hung', {}, 'The history does not keep what this rule looks at'],
    ['memory_limit', {}, 'github has no memory limit, so this rule never fires for it.'],
  ] as const;
  for (const [name, entry, sentence] of rules) {
    const found = await preview(name, entry, { memory_bytes: () => 1 });
    expect(found).toMatchObject({ metric: null, firings: [], coverage: 0 });
    expect(found.sentence).toContain(sentence);
  }
});

test('rules over five minutes, shares of a limit and rises are computed from what is kept', async () => {
  const burst = (atMs: number) => (during(atMs, [60, 61]) ? 1 : 0);
  const errors = await preview('error_spike', {}, { errors: burst });
  expect(errors.metric).toBe('errors');
  expect(errors.firings).toHaveLength(1);
  expect(errors.firings[0]?.peak).toBe(60);

  const failing = {
    errors: burst,
    requests: (atMs: number) => (during(atMs, [60, 61]) ? 2 : 0),
    rejected: () => 0,
  };
  expect((await preview('error_rate', {}, failing)).firings[0]?.peak).toBe(50);
  const few = {
    errors: burst,
    requests: (atMs: number) => (during(atMs, [60, 60.25]) ? 1 : 0),
    rejected: () => 0,
  };
  expect((await preview('error_rate', {}, few)).firings).toEqual([]);

  const memory = (atMs: number) => (during(atMs, [60, 70]) ? 900 * MB : 400 * MB);
  const limited = await preview(
    'memory_limit',
    {},
    { memory_bytes: memory },
    { memoryLimitBytes: 1000 * MB },
  );
  expect(limited).toMatchObject({ metric: 'memory_bytes', threshold: 800 * MB, exit: 700 * MB });
  expect(limited.firings).toEqual([{ at: at(61), until: at(70), peak: 90 }]);

  const growth = { signal: 'memory_bytes', rise: '400MB', within: '10m' };
  expect((await preview('growth', growth, { memory_bytes: memory })).firings).toEqual([
    { at: at(60), until: at(70), peak: 500 * MB },
  ]);
});

test('unusual memory is measured by the day before', async () => {
  const memory = (atMs: number) => (during(atMs, [600, 620]) ? 4_000 * MB : 1_100 * MB);
  const found = await preview('unusual_memory', {}, { memory_bytes: memory });
  expect(found.firings).toEqual([{ at: at(605), until: at(620), peak: 4_000 / 1_100 }]);
});

test('a server with little memory is told so, not that it used none', async () => {
  const found = await preview('unusual_memory', {}, { memory_bytes: () => 300 * MB });
  expect(found.sentence).toBe(
    'Over the last 24 h this rule would not have fired; its memory stayed below 1 GiB.',
  );
});

test('a metric that stays away counts while the server runs', async () => {
  const depth = (atMs: number) => (during(atMs, [10, 20], [60, 80]) ? null : 3);
  const processes = (atMs: number) => (during(atMs, [60, 80]) ? null : 1);
  const absent = { signal: 'custom:depth', absent: true, for: '5m' };
  const found = await preview('silent', absent, { 'custom:depth': depth, processes }, { hours: 2 });
  expect(found.firings).toMatchObject([{ at: at(15), until: at(20) }]);
});

test('thirty days are read by the minute, in pages that the history takes', async () => {
  const cpu = (atMs: number) => (during(atMs, [20_000, 20_030]) ? 96 : 5);
  const history = pastOf({ cpu_percent: cpu });
  const rule = ruleOf('high_cpu', { for: '10m' });
  const span = { fromMs: START, toMs: START + 720 * HOUR, memoryLimitBytes: null };
  const found = await previewRule({ rule, server: 'github', history, ...span });
  expect(found.firings).toEqual([{ at: at(20_010), until: at(20_030), peak: 96 }]);
  expect(found.sentence).toBe('Over the last 30 days this rule would have fired once, for 20 min.');
  expect(history.asked).toBeLessThan(30);
});
