import { expect, it } from 'vitest';
import type { Sampling } from '../../../main/engine/supervision/supervision.ts';
import { createTickRecorder, type TickSources } from '../../../main/engine/telemetry/record-tick.ts';
import type { ServerTotals } from '../../../main/engine/telemetry/traffic/traffic-log.ts';
import { fakeServerView } from '../../fakes/server-view.ts';
import { fakeUsage } from '../../fakes/usage.ts';

const COUNTERS = { read_bytes: 10, written_bytes: 20, reads: 1, writes: 2, context_switches: 3 };

function sampling(counters: typeof COUNTERS | null = COUNTERS): Sampling {
  const usage = fakeUsage({ cpu_percent: 3, memory_bytes: 1_000, read_bytes: 999 });
  const servers = new Map([['github', { atMs: 5, processes: 2, usage, counters }]]);
  return { atMs: 5, monotonicMs: 5, tookMs: 1, processes: 2, servers };
}

function totals(latencies: number[], requests = latencies.reduce((all, one) => all + one, 0)): ServerTotals {
  return {
    requests,
    errors: 0,
    errorsByClass: { transport: 0, timeout: 0, protocol: 0, tool: 0 },
    rejected: 0,
    cancelled: 0,
    requestBytes: 0,
    responseBytes: 0,
    latencies: Uint32Array.from(latencies),
  };
}

function sources(but: Partial<TickSources> = {}): TickSources {
  return {
    intervalMs: 2_000,
    views: [fakeServerView('github')],
    totals: () => null,
    custom: () => new Map(),
    ...but,
  };
}

it('keeps what was measured and leaves out what was not', () => {
  const values = createTickRecorder()(sampling(), sources()).servers.get('github')?.values;
  expect(values?.get('cpu_percent')).toBe(3);
  expect(values?.get('processes')).toBe(2);
  expect(values?.has('open_files')).toBe(false);
});

it('keeps what a server has read over all its processes, not what those read that live', () => {
  const values = createTickRecorder()(sampling(), sources()).servers.get('github')?.values;
  expect(values?.get('read_bytes')).toBe(10);
});

it('has no counts of reading in a pass that did not count', () => {
  const values = createTickRecorder()(sampling(null), sources()).servers.get('github')?.values;
  expect(values?.has('read_bytes')).toBe(false);
  expect(values?.get('requests')).toBe(0);
});

it('keeps nothing of a server that neither runs nor was asked for anything', () => {
  const stopped = fakeServerView('old', { state: 'stopped', pid: null, score: null });
  const record = createTickRecorder();
  record(sampling(), sources({ views: [stopped] }));
  const tick = record(sampling(), sources({ views: [stopped] }));
  expect(tick.servers.has('old')).toBe(false);
});

it('keeps the score of a server that should run and does not', () => {
  const record = createTickRecorder();
  const none = { ...sampling(), servers: new Map() };
  const down = fakeServerView('github', { state: 'crash-looping', score: 0 });
  record(none, sources({ views: [down] }));
  expect(
    record(none, sources({ views: [down] }))
      .servers.get('github')
      ?.values.get('score'),
  ).toBe(0);
});

it('begins to count at the first pass, so that what is asked before the next is more', () => {
  const starting = fakeServerView('old', { state: 'starting', pid: null, score: null });
  const first = createTickRecorder()(sampling(), sources({ views: [starting] })).servers.get('old');
  expect(first?.values.get('requests')).toBe(0);
  expect(first?.values.has('in_flight')).toBe(false);
});

it('gives each latency once', () => {
  const record = createTickRecorder();
  const latenciesWith = (found: ServerTotals) =>
    record(sampling(), sources({ totals: () => found })).servers.get('github')?.latencies;
  const counting = totals([0, 2, 0, 1]);
  expect(latenciesWith(counting)).toEqual([1, 2, 3, 1]);
  expect(latenciesWith(counting)).toBeNull();
  counting.latencies[3] = 4;
  expect(latenciesWith(counting)).toEqual([3, 3]);
});

it('keeps a server’s own metrics beside the others', () => {
  const custom = () => new Map([['custom:jobs_waiting' as const, 7]]);
  const values = createTickRecorder()(sampling(), sources({ custom })).servers.get('github')?.values;
  expect(values?.get('custom:jobs_waiting')).toBe(7);
});
