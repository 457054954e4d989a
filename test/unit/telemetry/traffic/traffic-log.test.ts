import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequestTrace } from '#engine/telemetry/telemetry.ts';
import { FAILURE, openTrafficLog, SUCCESS } from './open-traffic-log.ts';

test('a request in flight shows who waits for what, since when and how far it is', () => {
  const { log, clock, start } = openTrafficLog();
  clock.advance(2000);
  const trace = start();
  expect(log.inFlight()).toEqual([
    {
      seq: trace.seq,
      client: 'editor',
      client_id: 'client-1',
      server: 'files',
      method: 'tools/call',
      target: 'read',
      since: '2026-01-01T00:00:02.000Z',
      queued: true,
      progress: null,
    },
  ]);
  trace.sent();
  trace.progress({ progress: 3, total: 10, message: 'reading', progressToken: 7 });
  expect(log.inFlight()[0]).toMatchObject({
    queued: false,
    progress: { progress: 3, total: 10, message: 'reading' },
  });
  trace.progress({ progress: 'half' });
  expect(log.inFlight()[0]?.progress?.progress).toBe(3);
  trace.end(SUCCESS);
  expect(log.inFlight()).toEqual([]);
});

test('of many requests in flight the 200 oldest are shown', () => {
  const { log, start } = openTrafficLog();
  const traces = Array.from({ length: 500 }, () => start());
  traces[0]?.end(SUCCESS);
  const shown = log.inFlight().map(({ seq }) => seq);
  expect(shown).toEqual(traces.slice(1, 201).map(({ seq }) => seq));
});

test('a request can be cancelled while it is in flight, and not afterwards', () => {
  const { log, start } = openTrafficLog();
  let cancelled = 0;
  const trace = start({ cancel: () => (cancelled += 1) });
  expect(log.cancel(trace.seq)).toBe(true);
  expect(cancelled).toBe(1);
  trace.end(FAILURE);
  expect(log.cancel(trace.seq)).toBe(false);
  expect(log.cancel(12_345)).toBe(false);
  expect(cancelled).toBe(1);
});

test('a flow tells the rate, the errors and the latency of one client at one server', () => {
  const { log, clock, take } = openTrafficLog();
  for (let call = 0; call < 60; call++) take(1000, {}, call % 4 === 0 ? FAILURE : SUCCESS);
  take(1, { client: 'agent' });
  const [flow, other] = log.flows();
  expect(flow).toMatchObject({ client: 'editor', server: 'files', requests: 60, errors: 15, in_flight: 0 });
  expect(flow?.requests_per_second).toBeCloseTo(1, 1);
  expect(flow?.errors_per_second).toBeCloseTo(0.25, 1);
  expect(flow?.p50_ms).toBeGreaterThan(950);
  expect(flow?.p50_ms).toBeLessThan(1050);
  expect(other).toMatchObject({ client: 'agent', requests: 1, errors: 0, requests_per_second: 1 });
  clock.advance(61_000);
  expect(log.flows()[0]).toMatchObject({ requests: 60, requests_per_second: 0, p50_ms: null, p95_ms: null });
});

test('a client that cancels makes no error, and what was refused has no duration', () => {
  const { log, take } = openTrafficLog();
  const error = { code: null, message: 'x' };
  take(50, {}, { ...SUCCESS, error: { ...error, class: 'cancelled', severity: 'info' } });
  take(0, { target: 'write' }, { ...SUCCESS, error: { ...error, class: 'rejected', severity: 'warn' } });
  expect(log.server('files')).toMatchObject({ requests: 2, faultRate: 0, meanMs: 50 });
  expect(log.totals('files')).toMatchObject({ requests: 2, errors: 0, rejected: 1 });
  expect(log.latencies().map(({ target }) => target)).toEqual(['read']);
});

test('a server that was never asked has no figures', () => {
  const { log } = openTrafficLog();
  expect(log.server('nobody')).toEqual({
    requests: 0,
    faultRate: null,
    answered: 0,
    meanMs: null,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    requestsPerSecond: 0,
  });
  expect(log.totals('nobody')).toBeNull();
});

test('latencies name each tool, the slowest first, and no resource', () => {
  const { log, take } = openTrafficLog();
  for (let call = 0; call < 100; call++) take(call === 99 ? 900 : 10);
  take(500, { target: 'search' });
  take(20, { server: 'web', method: 'resources/read', target: 'file:///a' });
  take(30, { server: 'web', method: 'resources/read', target: 'file:///b' });
  expect(log.latencies().map(({ server, target }) => [server, target])).toEqual([
    ['files', 'search'],
    ['web', null],
    ['files', 'read'],
  ]);
  const [read] = log.latencies('files').filter(({ target }) => target === 'read');
  expect(read).toMatchObject({ requests: 100, errors: 0, max_ms: 900 });
  expect(read?.p95_ms).toBeLessThan(10.5);
  expect(log.latencies('web')).toHaveLength(1);
});

test('counts add up, over flows, methods and servers, whatever happens', () => {
  const step = fc.record({
    client: fc.constantFrom('a', 'b', 'c'),
    server: fc.constantFrom('x', 'y'),
    method: fc.constantFrom('tools/call', 'tools/list'),
    target: fc.constantFrom('t', 'u'),
    fails: fc.boolean(),
    ends: fc.boolean(),
    wait: fc.integer({ min: 0, max: 30_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const { log, clock, start } = openTrafficLog();
      const open: RequestTrace[] = [];
      for (const { client, server, method, target, fails, ends, wait } of steps) {
        const trace = start({ client, server, method, target: method === 'tools/call' ? target : null });
        clock.advance(wait);
        if (ends) trace.end(fails ? FAILURE : SUCCESS);
        else open.push(trace);
      }
      const over = steps.filter(({ ends }) => ends);
      const failed = over.filter(({ fails }) => fails);
      const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
      const flows = log.flows();
      const servers = ['x', 'y'].map((name) => log.server(name));
      expect(sum(flows.map(({ requests }) => requests))).toBe(over.length);
      expect(sum(flows.map(({ errors }) => errors))).toBe(failed.length);
      expect(sum(flows.map((flow) => flow.in_flight))).toBe(open.length);
      expect(sum(servers.map(({ requests }) => requests))).toBe(over.length);
      expect(sum(['x', 'y'].map((name) => log.totals(name)?.errors ?? 0))).toBe(failed.length);
      expect(sum(log.latencies().map(({ requests }) => requests))).toBe(over.length);
      expect(log.inFlight()).toHaveLength(open.length);
      expect(log.page({ limit: 200 }).kept).toBe(over.length);
      for (const trace of open) trace.end(SUCCESS);
      expect(log.inFlight()).toEqual([]);
      expect(sum(log.flows().map((flow) => flow.in_flight))).toBe(0);
    }),
  );
});

test('any number of clients, servers and tools is counted, in bounded room', () => {
  const { log, take } = openTrafficLog();
  for (let at = 0; at < 3000; at++) take(1, { client: `c${at}`, server: `s${at}`, target: `t${at}` });
  const flows = log.flows();
  expect(flows.length).toBeLessThanOrEqual(801);
  expect(flows.reduce((all, { requests }) => all + requests, 0)).toBe(3000);
  const latencies = log.latencies();
  expect(latencies.length).toBeLessThanOrEqual(2001);
  expect(latencies.reduce((all, { requests }) => all + requests, 0)).toBe(3000);
  expect(log.latencies('(other)').length).toBeGreaterThan(0);
});
