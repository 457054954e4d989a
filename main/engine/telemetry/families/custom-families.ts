import type { CustomMetric } from '#contract/metric.ts';
import { type Family, type Point, prometheusName, prometheusWord } from './family.ts';
import type { ServerFigures } from './server-figures.ts';

/**
 * What servers' own commands printed, as `signalbox_custom_<name>` with their labels and the server's name. Where two
 * servers give one name different types it goes as untyped. Parts of histograms and summaries are gauges by the names
 * of the parts: they can't be added up again without all of them.
 */
export function customFamilies(servers: readonly ServerFigures[]): Family[] {
  const seen = new Set<string>();
  const families = new Map<
    string,
    { kind: 'gauge' | 'counter' | 'untyped'; help: string; points: Point[] }
  >();
  for (const { view, custom } of servers) {
    for (const metric of custom) {
      const name = `signalbox.custom.${plainName(metric)}`;
      const kind = kindOf(metric);
      const family = families.get(name) ?? { kind, help: helpOf(metric), points: [] };
      if (family.kind !== kind) family.kind = 'untyped';
      families.set(name, family);
      const labels = labelsOf(view.name, metric);
      const series = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
      // Names that differ only in what Prometheus does not take: a scrape with a series twice is refused whole.
      if (seen.has(series)) continue;
      seen.add(series);
      family.points.push({ labels, value: metric.value });
    }
  }
  return distinct([...families].map(([name, family]) => ({ name, unit: '' as const, ...family })));
}

/** Two names that Prometheus would see as one: the first stays. */
function distinct(families: Family[]): Family[] {
  const names = new Set<string>();
  return families.filter((family) => {
    const name = prometheusName(family);
    if (names.has(name)) return false;
    names.add(name);
    return true;
  });
}

/** Parts of a histogram would be taken for a whole one by their names. */
function plainName({ name, type }: CustomMetric): string {
  const isPart = type === 'histogram' || type === 'summary';
  const plain = prometheusWord(name).replace(/_total$/, '');
  return isPart ? plain.replace(/_(bucket|count|sum)$/, '_$1s') : plain;
}

function kindOf({ type }: CustomMetric): 'gauge' | 'counter' | 'untyped' {
  return type === 'counter' || type === 'untyped' ? type : 'gauge';
}

function helpOf({ help, name }: CustomMetric): string {
  return help === null || help === '' ? `${name}, as the server's own command gives it.` : help;
}

/** The server's name is ours: one of its own goes as Prometheus does it for what it scrapes. */
function labelsOf(server: string, { labels }: CustomMetric): Record<string, string> {
  const own = Object.entries(labels).map(([name, value]) => {
    const word = prometheusWord(name);
    return [word === 'server' ? 'exported_server' : word, value] as const;
  });
  return { ...Object.fromEntries(own), server };
}
