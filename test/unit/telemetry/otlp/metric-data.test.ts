import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import type { CustomMetric } from '#contract/metric.ts';
import { familiesOf } from '#engine/telemetry/families/snapshot.ts';
import { toResourceMetrics } from '#engine/telemetry/otlp/metric-data.ts';
import { madeUpSnapshot, withCustom } from '../families/made-up-snapshot.ts';

/** What is sent of what a server printed: type of the data, labels and value, by name. */
function sent(printed: readonly CustomMetric[]) {
  const { scopeMetrics } = toResourceMetrics(
    familiesOf(madeUpSnapshot([withCustom('files', printed)])),
    { startMs: 0, endMs: 1 },
    { resource: resourceFromAttributes({}), version: '1.2.3' },
  );
  const custom = (scopeMetrics[0]?.metrics ?? []).filter(({ descriptor }) =>
    descriptor.name.startsWith('signalbox.custom.'),
  );
  return Object.fromEntries(
    custom.map(({ descriptor, dataPoints, dataPointType }) => [
      descriptor.name.replace('signalbox.custom.', ''),
      [dataPointType, ...dataPoints.map(({ attributes, value }) => [attributes, value])],
    ]),
  );
}

const HISTOGRAM = 0;
const GAUGE = 2;
const SUM = 3;
const FILES = { server: 'files' };

function part(name: string, value: number, labels: Record<string, string> = {}): CustomMetric {
  return { name, value, labels, type: 'histogram', help: null };
}

test('a histogram that a server printed arrives as one', () => {
  const printed = [
    part('wait_bucket', 5, { le: '2.5', queue: 'a' }),
    part('wait_bucket', 2, { le: '1', queue: 'a' }),
    part('wait_bucket', 6, { le: '+Inf', queue: 'a' }),
    part('wait_sum', 9, { queue: 'a' }),
    part('wait_count', 6, { queue: 'a' }),
  ];
  const value = { buckets: { boundaries: [1, 2.5], counts: [2, 3, 1] }, sum: 9, count: 6 };
  expect(sent(printed)).toEqual({ wait: [HISTOGRAM, [{ ...FILES, queue: 'a' }, value]] });
});

test('one that does not fit together arrives part by part', () => {
  const falling = [part('wait_bucket', 5, { le: '1' }), part('wait_count', 4)];
  expect(sent(falling)).toEqual({
    wait_bucket: [GAUGE, [{ ...FILES, le: '1' }, 5]],
    wait_count: [GAUGE, [FILES, 4]],
  });
});

test('counters, summaries and values arrive by the names they were printed with, but for what is no number', () => {
  const printed = [
    { ...part('done_total', 3), type: 'counter' },
    { ...part('size', 4, { quantile: '0.5' }), type: 'summary' },
    { ...part('size', Number.NaN, { quantile: '0.9' }), type: 'summary' },
    { ...part('size_count', 6), type: 'summary' },
    { ...part('odd', Number.POSITIVE_INFINITY), type: 'gauge' },
  ] as const;
  expect(sent(printed)).toEqual({
    done_total: [SUM, [FILES, 3]],
    size: [GAUGE, [{ ...FILES, quantile: '0.5' }, 4]],
    size_count: [GAUGE, [FILES, 6]],
  });
});
