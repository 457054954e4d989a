import { expect, test } from 'vitest';
import type { Trend } from '#contract/metric.ts';
import { METRIC_KEYS, SeriesFilter } from '#contract/metric.ts';
import { alignSeries } from '../../../../renderer/parts/chart/lines/align-series.ts';
import { highestOf, limitsInView, topOf } from '../../../../renderer/parts/chart/scene.ts';
import { axisWords, valueWords } from '../../../../renderer/parts/chart/units.ts';
import { comparedCharts, metricsOf, serverCharts } from '../../../../renderer/screens/charts/chart-lists.ts';
import { forecastOf, memoryLead, withFuture } from '../../../../renderer/screens/charts/lead.ts';
import { iso, series, seriesPage } from './made-up-series.ts';

const limit = { value: 512, words: 'Memory, soft: 512' };
const page = seriesPage([0, 2, 4], [series('memory_bytes', [100, 110, 120])]);
const aligned = alignSeries(new Map([['memory', page]]), [{ server: 'memory', metric: 'memory_bytes' }]);

function trend(part: Partial<Trend> = {}): Trend {
  return {
    server: 'memory',
    metric: 'memory_bytes',
    from: iso(0),
    to: iso(4),
    samples: 100,
    average: 1,
    peak: 1,
    peak_at: iso(0),
    slope_per_hour: 100,
    limit: 512,
    reaches_limit_at: iso(104),
    is_leak: true,
    sentence: 'It grows.',
    ...part,
  };
}

test('a limit is drawn where it does not press the line flat, and always where the line leads to it', () => {
  expect(limitsInView([limit], 200, null)).toEqual([limit]);
  expect(limitsInView([limit], 100, null)).toEqual([]);
  expect(limitsInView([limit], 100, { fromS: 0, from: 100, toS: 9, to: 512 })).toEqual([limit]);
});

test('the full height has room for the highest sample and the limits, and is no less than the floor', () => {
  expect(highestOf(aligned, { fromS: 0, toS: 3 })).toBe(110);
  expect(topOf(1000, 110, [limit], null)).toBe(1000);
  expect(topOf(10, 110, [limit], null)).toBeGreaterThan(512);
  expect(topOf(10, 110, [], null)).toBeGreaterThan(110);
});

test('where memory leads is drawn from its newest value to the limit, and the axis makes room for it', () => {
  const lead = memoryLead([trend({ metric: 'threads' }), trend({ server: 'other' }), trend()], 'memory');
  expect(forecastOf(aligned, lead)).toEqual({ fromS: 4, from: 120, toS: 104, to: 512 });
  expect(withFuture({ fromS: 0, toS: 4000 }, lead)).toEqual({ fromS: 0, toS: 4000 });
  expect(withFuture({ fromS: 0, toS: 90 }, lead)).toEqual({ fromS: 0, toS: 104 });
  // A quarter of the picture at most.
  expect(withFuture({ fromS: 0, toS: 40 }, lead)).toEqual({ fromS: 0, toS: 50 });
});

test('without a limit, a slope or a value nothing is foretold', () => {
  expect(memoryLead([trend({ limit: null })], 'memory')).toBeNull();
  expect(memoryLead([trend({ reaches_limit_at: null })], 'memory')).toBeNull();
  expect(forecastOf({ times: [], lines: [] }, trend())).toBeNull();
  expect(forecastOf(aligned, trend({ reaches_limit_at: iso(3) }))).toBeNull();
  expect(withFuture({ fromS: 0, toS: 4 }, null)).toEqual({ fromS: 0, toS: 4 });
});

test('the charts ask for figures that are kept, no more than an answer may have', () => {
  for (const charts of [serverCharts('a', true), comparedCharts(['a', 'b'], true)]) {
    const metrics = metricsOf(charts);
    expect(SeriesFilter.parse({ server: 'a', metrics, from: iso(0) }).metrics).toEqual(metrics);
    expect(new Set(metrics).size).toBe(metrics.length);
    for (const { lines, sources } of charts) expect(lines).toHaveLength(sources.length);
  }
  expect(METRIC_KEYS).toContain('probe_ms');
});

test('a server elsewhere has no charts of what can’t be measured there', () => {
  expect(serverCharts('a', false).map(({ heading }) => heading)).toEqual(['Requests', 'Latency', 'Errors']);
});

test('of two servers each figure has a chart of its own with a name of its own, and two lines that differ by more than colour', () => {
  const charts = comparedCharts(['a', 'b'], true);
  const headings = charts.map(({ heading }) => heading);
  expect(new Set(headings).size).toBe(headings.length);
  expect(headings).toContain('Latency: p95');
  expect(charts.find(({ heading }) => heading === 'Latency: p95')?.nothing).toBe('No request was answered');
  expect(charts.find(({ heading }) => heading === 'Probe')?.nothing).toBe('Nothing was measured');
  for (const { lines } of charts) {
    expect(lines.map(({ words, color, isDashed }) => [words, color, isDashed])).toEqual([
      ['a', 'a', false],
      ['b', 'b', true],
    ]);
  }
});

test('values read as they do elsewhere in the window; an axis has them short', () => {
  expect(valueWords('bytes-per-second', 44_500)).toBe('44.5 kB/s');
  expect(valueWords('percent', 2.14)).toBe('2.1 %');
  expect(valueWords('per-second', 0.7)).toBe('0.7 /s');
  expect(valueWords('count', 4)).toBe('4');
  expect(valueWords('count', 4.25)).toBe('4.3');
  // A mean that lies beside a whole number by a hair.
  expect(valueWords('count', 22.0000001)).toBe('22');
  expect(axisWords('percent', 20)).toBe('20 %');
  expect(axisWords('bytes', 250_000_000)).toBe('250 MB');
  expect(axisWords('milliseconds', 1500)).toBe('1.5 s');
  expect(axisWords('count', 20_000)).toBe('20k');
  expect(axisWords('per-second', 0.30000000000000004)).toBe('0.3');
  expect(axisWords('bytes', 0)).toBe('0');
});
