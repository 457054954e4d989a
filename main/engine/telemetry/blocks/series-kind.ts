import { METRICS, type MetricKey, type Series } from '#contract/metric.ts';

/** What the history has to know of a series to keep it. */
export interface SeriesKind {
  readonly unit: Series['unit'];
  readonly isCounter: boolean;
  /**
   * How finely it is kept: so many steps to one unit. Null: exactly as it came.
   *
   * Per cent and milliseconds to 0.01, counts and counted bytes to 1, bytes of memory to 1 KiB, which systems count in.
   */
  readonly stepsPerUnit: number | null;
}

const KINDS = new Map<string, SeriesKind>(
  Object.entries(METRICS).map(([key, { unit, kind }]) => [
    key,
    { unit, isCounter: kind === 'counter', stepsPerUnit: fineness(unit, kind) },
  ]),
);
const CUSTOM_GAUGE: SeriesKind = { unit: 'none', isCounter: false, stepsPerUnit: null };
const CUSTOM_COUNTER: SeriesKind = { ...CUSTOM_GAUGE, isCounter: true };
/** What Prometheus' conventions call things that only rise. */
const COUNTER_NAME = /^custom:[^{]*_(total|count|sum|bucket)(\{|$)/;

/** A server's own metric is a counter when its name says so. */
export function kindOf(key: string): SeriesKind {
  return KINDS.get(key) ?? (COUNTER_NAME.test(key) ? CUSTOM_COUNTER : CUSTOM_GAUGE);
}

export function isMetricKey(key: string): key is MetricKey {
  return KINDS.has(key);
}

/** What is beyond is kept as this: the bytes of a file have room for no more. */
const MAX_STEPS = 2 ** 50;

/** As a whole number of steps; exact for what is kept exactly. */
export function toSteps(value: number, { stepsPerUnit }: SeriesKind): number {
  if (stepsPerUnit === null) return value;
  return Math.max(-MAX_STEPS, Math.min(MAX_STEPS, Math.round(value * stepsPerUnit)));
}

export function fromSteps(steps: number, { stepsPerUnit }: SeriesKind): number {
  return stepsPerUnit === null ? steps : steps / stepsPerUnit;
}

function fineness(unit: Series['unit'], kind: 'gauge' | 'counter'): number | null {
  switch (unit) {
    case 'percent':
    case 'milliseconds':
      return 100;
    case 'bytes':
      return kind === 'gauge' ? 1 / 1024 : 1;
    case 'count':
      return 1;
    case 'none':
      return null;
    default:
      return unit satisfies never;
  }
}
