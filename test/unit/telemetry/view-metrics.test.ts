import { expect, it } from 'vitest';
import { viewMetrics } from '../../../main/engine/telemetry/view-metrics.ts';
import { fakeServerView } from '../../fakes/server-view.ts';
import { fakeUsage } from '../../fakes/usage.ts';

const FIGURES = {
  requests: 4,
  faultRate: 0.25,
  answered: 4,
  meanMs: 5,
  p50Ms: 4,
  p95Ms: 9,
  p99Ms: 10,
  requestsPerSecond: 2,
};
const TOTALS = {
  requests: 4,
  errors: 1,
  errorsByClass: { transport: 0, timeout: 1, protocol: 0, tool: 0 },
  rejected: 2,
  cancelled: 0,
  requestBytes: 100,
  responseBytes: 200,
  latencies: new Uint32Array(),
};
const BASE = { nowMs: 9_000, noUsage: fakeUsage(), custom: null };

it('gives the figures of the gateway where clients use it', () => {
  const { requests } = viewMetrics({
    ...BASE,
    view: fakeServerView('a', { probe_ms: 2 }),
    usage: null,
    totals: TOTALS,
    figures: FIGURES,
  });
  expect(requests).toMatchObject({
    source: 'gateway',
    requests: 4,
    errors_by_class: { transport: 0, timeout: 1, protocol: 0, tool: 0 },
    rejected: 2,
    p99_ms: 10,
    error_rate: 0.25,
  });
});

it('lets the probe stand in where no client has asked for anything, and says so', () => {
  const figures = {
    ...FIGURES,
    requests: 0,
    faultRate: null,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
  };
  const view = fakeServerView('a', { probe_ms: 2 });
  const { requests } = viewMetrics({ ...BASE, view, usage: null, totals: null, figures });
  expect(requests).toMatchObject({ source: 'probe', mean_ms: 2, p95_ms: null, error_rate: null });
  expect(requests.basis).toContain('probe');
});

it('says when the processes were sampled, and knows nothing of those that were not', () => {
  const view = fakeServerView('a');
  const common = { ...BASE, view, totals: null, figures: FIGURES };
  const usage = { atMs: 8_000, processes: 3, usage: fakeUsage({ threads: 12 }), counters: null };
  expect(viewMetrics({ ...common, usage })).toMatchObject({
    sampled_at: '1970-01-01T00:00:08.000Z',
    processes: 3,
    threads: 12,
  });
  expect(viewMetrics({ ...common, usage: null })).toMatchObject({ sampled_at: null, threads: null });
});
