import type { Metric } from 'prom-client';
import { documentedFamilies } from '../families/documented-names.ts';
import {
  type Family,
  type HistogramPoint,
  type Labels,
  prometheusName,
  prometheusWord,
} from '../families/family.ts';
import { familiesOf, figuresOf, type TakeSnapshot } from '../families/snapshot.ts';

export interface PrometheusOptions {
  readonly snapshot: TakeSnapshot;
  /** Whether the documented `mcp_<server>_…` names are given too; asked at each scrape. */
  readonly documentedNames: () => boolean;
}

/** What a metric gives to prom-client's registry. */
interface Sample {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
}

/** So many lines are written without a pause, which takes about 5 ms. */
const SAMPLES_AT_ONCE = 1000;

/** All figures in Prometheus' text format 0.0.4. */
export function createPrometheus(options: PrometheusOptions): { text(): Promise<string> } {
  return {
    async text() {
      // Only where somebody scrapes.
      const { default: Registry } = await import('prom-client/lib/registry.js');
      const registry = new Registry();
      const snapshot = await options.snapshot();
      const families = familiesOf(snapshot);
      const documented = options.documentedNames() ? documentedFamilies(figuresOf(snapshot)) : [];
      const texts: string[] = [];
      let pending = 0;
      for (const family of [...families, ...documented]) {
        const name = prometheusName(family);
        let isFirst = true;
        for (const values of samplesOf(name, family)) {
          registry.registerMetric(toMetric({ name, family, values }));
          const text = await registry.getSingleMetricAsString(name);
          registry.removeSingleMetric(name);
          texts.push(isFirst ? text : withoutHeader(text));
          isFirst = false;
          pending += values.length;
          if (pending < SAMPLES_AT_ONCE) continue;
          pending = 0;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      return `${texts.join('\n')}\n`;
    },
  };
}

/** The lines with help and type are given once. */
function withoutHeader(text: string): string {
  return text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1);
}

/** The registry asks a metric for no more than this: our figures are counted elsewhere, once. */
function toMetric(of: { name: string; family: Family; values: readonly Sample[] }): Metric {
  const { name, family, values } = of;
  const type = family.kind === 'printed' ? family.type : family.kind;
  const metric = { name, get: async () => ({ name, help: family.help, type, values }) };
  return metric as unknown as Metric;
}

/** In parts of about {@link SAMPLES_AT_ONCE}. */
function* samplesOf(name: string, family: Family): Iterable<Sample[]> {
  if (family.kind === 'printed') {
    yield* inParts(
      family.points.map(({ fullName, labels, value }) => ({ metricName: fullName, labels, value })),
    );
    return;
  }
  if (family.kind !== 'histogram') {
    yield* inParts(family.points.map(({ labels, value }) => ({ labels: words(labels), value })));
    return;
  }
  let samples: Sample[] = [];
  for (const point of family.points) {
    samples.push(...histogram(name, family.bounds, point));
    if (samples.length < SAMPLES_AT_ONCE) continue;
    yield samples;
    samples = [];
  }
  if (samples.length > 0) yield samples;
}

function* inParts(samples: Sample[]): Iterable<Sample[]> {
  for (let at = 0; at < samples.length; at += SAMPLES_AT_ONCE) yield samples.slice(at, at + SAMPLES_AT_ONCE);
}

/** Cumulative, as Prometheus has it. */
function histogram(name: string, bounds: readonly number[], point: HistogramPoint): Sample[] {
  const labels = words(point.labels);
  let below = 0;
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, at) => {
    below += point.counts[at] ?? 0;
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: point.sum },
    { metricName: `${name}_count`, labels, value: point.count },
  ];
}

function words(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [prometheusWord(name), value]));
}
