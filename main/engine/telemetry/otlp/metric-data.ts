import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Family, HistogramPoint, Labels, Point } from '../families/family.ts';
import { toHistograms } from './printed-histograms.ts';

const NANOSECONDS_PER_MS = 1_000_000;

/** Milliseconds since 1970, as OpenTelemetry has it. */
export function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * NANOSECONDS_PER_MS)];
}

/** All figures at one moment; what is counted is counted since the engine started. */
export function toResourceMetrics(
  families: readonly Family[],
  span: { readonly startMs: number; readonly endMs: number },
  from: { readonly resource: Resource; readonly version: string },
): ResourceMetrics {
  const times = { startTime: hrTime(span.startMs), endTime: hrTime(span.endMs) };
  const metrics = families
    .flatMap((family) =>
      family.kind === 'printed' ? toPrintedData(family, times) : [toMetricData(family, times)],
    )
    .filter(({ dataPoints }) => dataPoints.length > 0);
  const { resource, version } = from;
  return { resource, scopeMetrics: [{ scope: { name: 'signalbox', version }, metrics }] };
}

type Times = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

type Printed = Extract<Family, { readonly kind: 'printed' }>;

function toMetricData(family: Exclude<Family, Printed>, times: Times): MetricData {
  if (family.kind !== 'histogram') return toNumbers(family, family.kind === 'counter', family.points, times);
  const dataPoints = family.points.map((point) => ({
    ...times,
    attributes: attributesOf(point.labels),
    value: toHistogram(family.bounds, point),
  }));
  return { ...commonOf(family), dataPointType: DataPointType.HISTOGRAM, dataPoints };
}

/** What does not fit together goes part by part, and so do summaries, of which this library knows nothing. */
function toPrintedData(family: Printed, times: Times): MetricData[] {
  const { type, points } = family;
  if (type !== 'histogram' && type !== 'summary')
    return [toNumbers(family, type === 'counter', points, times)];
  const { whole, rest } = type === 'histogram' ? toHistograms(points) : { whole: [], rest: points };
  const dataPoints = whole.map(({ labels, value }) => ({
    ...times,
    attributes: attributesOf(labels),
    value,
  }));
  const histogram: MetricData = { ...commonOf(family), dataPointType: DataPointType.HISTOGRAM, dataPoints };
  const parts = Map.groupBy(rest, ({ fullName }) => fullName.slice(family.fullName?.length));
  const single = [...parts].map(([part, own]) =>
    toNumbers({ ...family, name: family.name + part }, false, own, times),
  );
  return [histogram, ...single];
}

/** NaN and infinity, which only other programs print, can't be sent. */
function toNumbers(family: Described, rises: boolean, points: readonly Point[], times: Times): MetricData {
  const dataPoints = points
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ ...times, attributes: attributesOf(labels), value }));
  return rises
    ? { ...commonOf(family), dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...commonOf(family), dataPointType: DataPointType.GAUGE, dataPoints };
}

type Described = Pick<Family, 'name' | 'help' | 'unit'>;

function commonOf({ name, help: description, unit }: Described) {
  return {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
}

function toHistogram(bounds: readonly number[], { counts, count, sum }: HistogramPoint): Histogram {
  return { buckets: { boundaries: [...bounds], counts: Array.from(counts) }, count, sum };
}

function attributesOf(labels: Labels): Attributes {
  return labels;
}
