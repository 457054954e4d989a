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
import type { Family, HistogramPoint, Labels } from '../families/family.ts';

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
    .filter(({ points }) => points.length > 0)
    .map((family) => toMetricData(family, times));
  const { resource, version } = from;
  return { resource, scopeMetrics: [{ scope: { name: 'signalbox', version }, metrics }] };
}

type Times = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

function toMetricData(family: Family, times: Times): MetricData {
  const { name, help: description, unit } = family;
  const common = {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (family.kind === 'histogram') {
    const dataPoints = family.points.map((point) => ({
      ...times,
      attributes: attributesOf(point.labels),
      value: toHistogram(family.bounds, point),
    }));
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = family.points.map(({ labels, value }) => ({
    ...times,
    attributes: attributesOf(labels),
    value,
  }));
  return family.kind === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

function toHistogram(bounds: readonly number[], { counts, count, sum }: HistogramPoint): Histogram {
  return { buckets: { boundaries: [...bounds], counts: Array.from(counts) }, count, sum };
}

function attributesOf(labels: Labels): Attributes {
  return labels;
}
