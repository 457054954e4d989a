import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequestEnd } from '#engine/telemetry/telemetry.ts';
import { BUCKETS } from '#engine/telemetry/traffic/histogram.ts';
import { OPERATION_BOUNDS_SECONDS, type Operation } from '#engine/telemetry/traffic/operation.ts';
import { openTrafficLog, SUCCESS } from './open-traffic-log.ts';

type ErrorClass = NonNullable<RequestEnd['error']>['class'];

const CLASSES = ['transport', 'timeout', 'protocol', 'tool', 'cancelled', 'rejected'] as const;

function failed(kind: ErrorClass, code: number | null = null): RequestEnd {
  const severity = kind === 'cancelled' ? 'info' : 'error';
  return { ...SUCCESS, error: { class: kind, severity, code, message: 'no' } };
}

function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

/** Without where it was, which all tests here have in common. */
function operationsOf(all: Iterable<Operation>): Record<string, Omit<Operation, 'server' | 'method'>> {
  return Object.fromEntries([...all].map((one) => [`${one.target} ${one.errorType}`.trim(), one]));
}

test('errors are counted by class; a cancellation is none, and what was rejected counts apart', () => {
  const { log, take } = openTrafficLog();
  take(5);
  for (const kind of CLASSES) take(5, {}, failed(kind));
  expect(log.totals('files')).toMatchObject({
    requests: 7,
    errors: 4,
    errorsByClass: { transport: 1, timeout: 1, protocol: 1, tool: 1 },
    rejected: 1,
    cancelled: 1,
    requestBytes: 70,
    responseBytes: 140,
  });
  // Of the six that were sent.
  expect(log.server('files').faultRate).toBeCloseTo(4 / 6);
});

test('totals only rise, and their parts add up', () => {
  const ends = fc.array(fc.tuple(fc.constantFrom('', ...CLASSES), fc.integer({ min: 0, max: 400_000 })));
  fc.assert(
    fc.property(ends, (all) => {
      const { log, take } = openTrafficLog();
      take(0);
      let before = 0;
      for (const [kind, ms] of all) {
        take(ms, {}, kind === '' ? SUCCESS : failed(kind));
        const totals = log.totals('files');
        const now = (totals?.requests ?? 0) + (totals?.errors ?? 0) + (totals?.rejected ?? 0);
        expect(now).toBeGreaterThan(before);
        before = now;
      }
      const totals = log.totals('files');
      expect(totals?.errors).toBe(sum(Object.values(totals?.errorsByClass ?? {})));
      const timed = all.filter(([kind]) => kind !== 'rejected');
      expect(totals?.latencies).toHaveLength(BUCKETS);
      expect(sum(totals?.latencies ?? [])).toBe(timed.length + 1);
      const operations = [...log.operations()];
      expect(sum(operations.map(({ count }) => count))).toBe(timed.length + 1);
      for (const { counts, count } of operations) expect(sum(counts)).toBe(count);
      const seconds = sum(operations.map(({ sumSeconds }) => sumSeconds));
      expect(seconds).toBeCloseTo(sum(timed.map(([, ms]) => ms)) / 1000, 3);
    }),
  );
});

test('a duration lies in the first bucket that is not below it', () => {
  const { log, take } = openTrafficLog();
  for (const seconds of OPERATION_BOUNDS_SECONDS) take(seconds * 1000);
  take(301_000);
  const { read } = operationsOf(log.operations());
  expect([...(read?.counts ?? [])]).toEqual(OPERATION_BOUNDS_SECONDS.map(() => 1).concat(1));
});

test('an operation is told apart by how it ended, and any number of codes takes bounded room', () => {
  const { log, take } = openTrafficLog();
  take(1);
  take(1, {}, failed('tool'));
  take(1, {}, failed('timeout'));
  for (let code = 1; code <= 50; code++) take(1, { target: 'odd' }, failed('protocol', -code));
  const operations = operationsOf(log.operations());
  expect(operations).toMatchObject({
    read: { count: 1 },
    'read tool_error': { count: 1 },
    'read timeout': { count: 1 },
    'odd -1': { count: 1 },
    'odd _OTHER': { count: 42 },
  });
  expect(Object.keys(operations)).toHaveLength(12);
});

test('the last minute of a server has its 99th percentile, and a young one its true rate', () => {
  const { log, take } = openTrafficLog();
  for (let call = 0; call < 98; call++) take(10);
  for (let call = 0; call < 2; call++) take(510);
  const { p95Ms, p99Ms, requestsPerSecond } = log.server('files');
  expect(p95Ms).toBeLessThan(11);
  expect(p99Ms).toBeGreaterThan(480);
  // 100 requests in two seconds.
  expect(requestsPerSecond).toBeCloseTo(100 / 3, 0);
});
