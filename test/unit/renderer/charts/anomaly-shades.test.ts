import { expect, test } from 'vitest';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import { readOut } from '../../../../renderer/parts/chart/lines/read-out.ts';
import { shadeWords } from '../../../../renderer/parts/chart/lines/shade-words.ts';
import { anomalyShades } from '../../../../renderer/screens/charts/anomaly-shades.ts';
import { comparedCharts, serverCharts } from '../../../../renderer/screens/charts/chart-lists.ts';
import { iso } from './made-up-series.ts';

function mark(part: Partial<AnomalyMark> = {}): AnomalyMark {
  return {
    server: 'memory',
    metric: 'memory_bytes',
    from: iso(600),
    to: iso(900),
    score: 1.3,
    sentence: 'Memory went from 210 MB to 640 MB',
    ...part,
  };
}

const headings = (marks: readonly AnomalyMark[], charts = serverCharts('memory', true)): string[] =>
  charts.filter(({ sources }) => anomalyShades(marks, sources).length > 0).map(({ heading }) => heading);

test('what was out of the ordinary stands on the chart of its figure, and on no other', () => {
  expect(headings([mark()])).toEqual(['Memory']);
  expect(headings([mark({ metric: 'p95_ms' })])).toEqual(['Latency']);
  expect(headings([mark({ metric: 'errors' })])).toEqual(['Errors']);
  expect(headings([mark({ server: 'github' })])).toEqual([]);
});

test('where two servers are compared, the words say whose it was', () => {
  const [memory] = comparedCharts(['memory', 'github'], true);
  expect(anomalyShades([mark()], memory?.sources ?? []).map(({ words }) => words)).toEqual([
    'memory: Memory went from 210 MB to 640 MB',
  ]);
});

test('its sentence is read off within it alone, also where a step of the chart is longer than it', () => {
  const shades = anomalyShades([mark()], [{ server: 'memory', metric: 'memory_bytes' }]);
  const each = (stepS: number) => {
    const times = Array.from({ length: 4 }, (_, at) => at * stepS);
    return times.filter((time) => shadeWords({ aligned: { times, lines: [] }, shades }, time).length > 0);
  };
  expect(each(300)).toEqual([600]);
  expect(each(1200)).toEqual([0]);
  expect(each(100)).toEqual([]);
});

test('a screen reader is told at the moment that is read off, and of now only the figures', () => {
  const times = [0, 300, 600];
  const scene = {
    aligned: {
      times,
      lines: [{ mean: [1, 2, 3], min: null, max: null }],
    },
    span: { fromS: 0, toS: 900 },
    unit: 'count' as const,
    shades: anomalyShades([mark()], [{ server: 'memory', metric: 'memory_bytes' }]),
  };
  const line = { words: '', color: 'a', isDashed: false, isFilled: true } as const;
  expect(readOut([line], scene, 600)).toMatch(/: 3\. Memory went from 210 MB to 640 MB$/);
  expect(readOut([line], scene, 300)).toMatch(/: 2$/);
  expect(readOut([line], scene, null)).toBe('now: 3');
});
