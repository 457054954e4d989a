import { expect, test } from 'vitest';
import type { CustomMetric } from '#contract/metric.ts';
import {
  labelWords,
  listMetrics,
  metricKey,
  metricValue,
} from '../../../../renderer/screens/server/custom/list-metrics.ts';

function metric(name: string, labels: CustomMetric['labels'] = {}, value = 1): CustomMetric {
  return { name, help: null, type: 'gauge', labels, value };
}

test('metrics are listed by name and labels, and found by a part of either', () => {
  const metrics = [
    metric('queue'),
    metric('jobs_total', { state: 'done' }),
    metric('jobs_total', { state: 'Broken' }),
  ];
  const keys = (text: string): string[] => listMetrics(metrics, text).map(metricKey);
  expect(keys('')).toEqual(['jobs_total{state="Broken"}', 'jobs_total{state="done"}', 'queue']);
  expect(keys(' broken ')).toEqual(['jobs_total{state="Broken"}']);
  expect(keys('QUE')).toEqual(['queue']);
  expect(keys('nothing')).toEqual([]);
});

test('labels stand in one order whatever order they were printed in', () => {
  expect(labelWords({ verb: 'GET', code: '200' })).toBe('code="200", verb="GET"');
  expect(metricKey(metric('plain'))).toBe('plain');
});

test.each([
  [4812, '4,812'],
  [120_431.5, '120,431.5'],
  [0.031, '0.031'],
  [0, '0'],
  [-3, '-3'],
  [1.2e-9, '1.200e-9'],
  [1e18, '1.000e+18'],
])('the value %d reads %s', (value, words) => {
  expect(metricValue(value)).toBe(words);
});
