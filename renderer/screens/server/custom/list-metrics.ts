import type { CustomMetric } from '#contract/metric.ts';

/** More rows than this are not drawn: nobody reads them, and each refresh draws them anew. */
export const MOST_ROWS = 300;

/** Those whose name or labels have the text, case ignored, by name and labels; equal ones keep their places. */
export function listMetrics(metrics: readonly CustomMetric[], text: string): readonly CustomMetric[] {
  const wanted = text.trim().toLowerCase();
  const keyed = metrics.map((metric) => ({ metric, key: metricKey(metric) }));
  return keyed
    .filter(({ key }) => key.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.key.localeCompare(b.key))
    .map(({ metric }) => metric);
}

/** Its name with its labels, as Prometheus writes them: `requests_total{status="200"}`. */
export function metricKey({ name, labels }: CustomMetric): string {
  const words = labelWords(labels);
  return words === '' ? name : `${name}{${words}}`;
}

/** Labels by name: `resource="core", verb="GET"`. */
export function labelWords(labels: CustomMetric['labels']): string {
  return Object.entries(labels)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ');
}

/** A value with thousands set apart and no more digits than it has: 4,812, 0.031, 1.2e-9. */
export function metricValue(value: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-6 || Math.abs(value) >= 1e15)) return value.toExponential(3);
  return value.toLocaleString('en-US', { maximumFractionDigits: 9, maximumSignificantDigits: 15 });
}
