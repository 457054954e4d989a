import type { Alert } from '#contract/alert.ts';
import { SIGNALS } from '#contract/alert-signal.ts';
import type { Series } from '#contract/metric.ts';
import type { ChartLimit } from '../../../parts/chart/scene.ts';
import { type ChartUnit, valueWords } from '../../../parts/chart/units.ts';
import type { Span } from '../../../store/charts/span.ts';

/** How the series of an alert is drawn; a plain count while it is not known. */
export function chartUnit(series: Pick<Series, 'unit' | 'kind'> | undefined): ChartUnit {
  if (series === undefined || series.unit === 'none') return 'count';
  if (series.kind !== 'counter') return series.unit;
  return series.unit === 'bytes' ? 'bytes-per-second' : 'per-second';
}

/**
 * The line that the rule compares with; null where the series is not what is compared: of a counter the rule looks at
 * how many there were, and the chart at how many a second.
 */
export function thresholdOf(
  { threshold, unit }: Pick<Alert, 'threshold' | 'unit'>,
  series: Pick<Series, 'unit' | 'kind'> | undefined,
): ChartLimit | null {
  if (threshold === null || series === undefined || series.kind === 'counter' || series.unit !== unit)
    return null;
  return { value: threshold, words: `rule: ${valueWords(chartUnit(series), threshold)}` };
}

const FLOORS: Readonly<Record<ChartUnit, number>> = {
  percent: 5,
  bytes: 20_000_000,
  'bytes-per-second': 10_000,
  count: 4,
  'per-second': 0.5,
  milliseconds: 5,
};

/** The least that the full height stands for: noise stays low, and a line that is compared with has its place. */
export function floorOf(unit: ChartUnit, threshold: number | null): number {
  return Math.max(FLOORS[unit], threshold ?? 0);
}

/** What a series is called: as the signal that it shows, or by its own name. */
export function metricTitle(metric: string): string {
  const signal = Object.values(SIGNALS).find((one) => one.metric === metric);
  return signal?.title ?? metric.replace(/^custom:/, '');
}

/** Shorter than this a chart is not, however young its server is. */
const LEAST_S = 300;

/** Without what lies before the first measurement: the beginning of a server would press its figures to the edge. */
export function knownSpan({ fromS, toS }: Span, firstS: number | undefined): Span {
  return { fromS: Math.max(fromS, Math.min(firstS ?? fromS, toS - LEAST_S)), toS };
}
