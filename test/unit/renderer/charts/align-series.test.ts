import { expect, test } from 'vitest';
import type { SeriesPage } from '#contract/metric.ts';
import { alignSeries } from '../../../../renderer/parts/chart/lines/align-series.ts';
import {
  extremes,
  lastValue,
  lonely,
  nearestIndex,
  valueAt,
} from '../../../../renderer/parts/chart/lines/read-line.ts';
import { iso, series, seriesPage } from './made-up-series.ts';

const align = (page: SeriesPage, ...metrics: string[]) =>
  alignSeries(
    new Map([[page.server, page]]),
    metrics.map((metric) => ({ server: page.server, metric })),
  );

test('an hour without samples is a gap, though the answer has no rows there', () => {
  const { times, lines } = align(
    seriesPage([0, 2, 4, 3604, 3606], [series('threads', [1, 1, 1, 2, 2])]),
    'threads',
  );
  expect(times).toEqual([0, 2, 4, 1804, 3604, 3606]);
  expect(lines[0]?.mean).toEqual([1, 1, 1, null, 2, 2]);
});

test('a figure that is looked at every fifth time is one line beside one that is looked at each time', () => {
  const times = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20];
  const files = times.map((time) => (time % 10 === 0 ? 40 + time : null));
  const page = seriesPage(times, [series('cpu_percent', times), series('open_files', files)]);
  const line = align(page, 'cpu_percent', 'open_files').lines[1]?.mean;
  expect(line?.[0]).toBe(40);
  expect(line?.slice(1, 5)).toEqual([undefined, undefined, undefined, undefined]);
  expect(line?.filter((cell) => cell === null)).toEqual([]);
});

test('two late samples do not tear a line, a silence of several does', () => {
  const page = (missing: number): SeriesPage =>
    seriesPage([0, 2, 4, 4 + missing, 6 + missing], [series('threads', [1, 1, 1, 1, 1])]);
  expect(align(page(5), 'threads').lines[0]?.mean).not.toContain(null);
  expect(align(page(8), 'threads').lines[0]?.mean).toContain(null);
});

test('rows in which nothing at all was measured are a gap, however short', () => {
  const page = seriesPage(
    [0, 2, 4, 6],
    [series('threads', [1, null, 1, 1]), series('open_files', [5, null, null, 5])],
  );
  expect(align(page, 'threads', 'open_files').lines.map(({ mean }) => mean[1])).toEqual([null, null]);
  const measured = seriesPage([0, 2, 4], [series('threads', [1, null, 1]), series('requests', [0, 0, 0])]);
  expect(align(measured, 'threads', 'requests').lines[0]?.mean[1]).toBeUndefined();
});

test('a missing minute of a rollup is a gap', () => {
  const page = seriesPage([0, 60, 120, 240, 300], [series('threads', [1, 1, 1, 1, 1])], {
    step_seconds: 60,
    resolution: 'minute',
  });
  expect(align(page, 'threads').lines[0]?.mean).toEqual([1, 1, 1, null, 1, 1]);
});

test('what stopped being measured reads as not measured at the end, not as its last value', () => {
  const page = seriesPage([0, 2, 4], [series('threads', [1, 1, 7])], { to: iso(600) });
  const { times, lines } = align(page, 'threads');
  const cells = lines[0]?.mean ?? [];
  expect(times.at(-1)).toBe(600);
  expect(valueAt(cells, times.length - 1)).toBeNull();
  expect(lastValue(cells)).toBe(7);
});

test('lowest and highest are kept where a step holds more than one sample, and only there', () => {
  const banded = series('cpu_percent', [2, 3], { min: [1, 3], max: [9, 3] });
  const page = seriesPage([0, 2], [banded, series('threads', [4, 4])]);
  const aligned = align(page, 'cpu_percent', 'threads');
  expect(aligned.lines[0]).toEqual({ mean: [2, 3], min: [1, 3], max: [9, 3] });
  expect(aligned.lines[1]).toEqual({ mean: [4, 4], min: null, max: null });
});

test('two servers that were sampled at other moments stand on one axis, without gaps of their own making', () => {
  const pages = new Map([
    ['a', seriesPage([0, 2, 4], [series('threads', [1, 1, 1])], { server: 'a' })],
    ['b', seriesPage([1, 3, 5], [series('threads', [2, 2, 2])], { server: 'b' })],
  ]);
  const { times, lines } = alignSeries(pages, [
    { server: 'a', metric: 'threads' },
    { server: 'b', metric: 'threads' },
  ]);
  expect(times).toEqual([0, 1, 2, 3, 4, 5]);
  expect(lines[0]?.mean).toEqual([1, undefined, 1, undefined, 1, undefined]);
  expect(lines[1]?.mean).toEqual([null, 2, undefined, 2, undefined, 2]);
});

test('a figure that is not kept is a line of nothing', () => {
  expect(
    align(seriesPage([0, 2], [series('threads', [1, 1])]), 'threads', 'pss_bytes').lines[1]?.mean,
  ).toEqual([null, null]);
  expect(alignSeries(new Map(), [{ server: 'a', metric: 'threads' }]).times).toEqual([]);
});

test('a figure is read off at the nearest moment; between two looks it is what it was at the last', () => {
  expect([-5, 0, 0.9, 1.1, 9].map((at) => nearestIndex([0, 2, 4], at))).toEqual([0, 0, 0, 1, 2]);
  expect(nearestIndex([], 3)).toBe(-1);
  expect(valueAt([5, undefined, undefined], 2)).toBe(5);
  expect(valueAt([5, null, undefined], 2)).toBeNull();
});

test('a single sample between two gaps gets a dot', () => {
  expect(lonely([null, 1, null, 2, undefined, 3, null, 4, undefined])).toEqual([1, 7]);
});

test('the extremes are those of single samples within the stretch of time that is shown', () => {
  const page = seriesPage([0, 2, 4], [series('threads', [5, 6, 50], { min: [1, 2, 3], max: [7, 9, 99] })]);
  const aligned = align(page, 'threads');
  const [line] = aligned.lines;
  if (line === undefined) throw new Error('no line');
  expect(extremes(aligned, line, 0, 3)).toEqual({ lowest: 1, highest: 9 });
  expect(extremes(aligned, line, 10, 20)).toBeNull();
});
