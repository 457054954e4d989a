import type { CustomMetric } from '#contract/metric.ts';
import type { Family, PrintedPoint } from './family.ts';
import type { ServerFigures } from './server-figures.ts';

/** One value of one server, with the family that its own program meant. */
interface Printed {
  readonly family: string;
  readonly type: CustomMetric['type'];
  readonly help: string;
  readonly point: PrintedPoint;
}

const PREFIX = 'signalbox_custom_';
const OURS: ReadonlySet<string> = new Set(['server', '__name__']);
const PARTS = ['_bucket', '_sum', '_count'];

/**
 * What servers' own commands printed, as `signalbox_custom_<name>` with their labels and the server's name. A name never
 * changes, whatever other servers print: where they do not agree on a type it goes as untyped, histograms and summaries
 * then part by part.
 */
export function customFamilies(servers: readonly ServerFigures[]): Family[] {
  const printed = distinct(servers.flatMap(({ view, custom }) => custom.map((one) => read(view.name, one))));
  const types = new Map<string, Set<CustomMetric['type']>>();
  for (const { family, type } of printed) types.set(family, (types.get(family) ?? new Set()).add(type));
  const families = new Map<string, { type: CustomMetric['type']; help: string; points: PrintedPoint[] }>();
  for (const one of printed) {
    const { family, type, help, point } = one;
    const isAgreed = types.get(family)?.size === 1 && !isMixed(one, types);
    const name = isAgreed ? family : point.fullName;
    const known = families.get(name) ?? { type, help, points: [] };
    if (!isAgreed) known.type = 'untyped';
    families.set(name, known);
    known.points.push(point);
  }
  return [...families].map(([fullName, { type, help, points }]) => ({
    name: fullName.replace(PREFIX, 'signalbox.custom.'),
    fullName,
    kind: 'printed',
    type,
    unit: '',
    help,
    points,
  }));
}

/** The name of another family would be taken for a part of this one. */
function isMixed({ family, type }: Printed, types: ReadonlyMap<string, unknown>): boolean {
  return (type === 'histogram' || type === 'summary') && PARTS.some((part) => types.has(family + part));
}

function read(server: string, metric: CustomMetric): Printed {
  const { name, help, value } = metric;
  const whole = wholeOf(metric);
  return {
    family: fullName(whole ?? name),
    type: whole === null ? 'untyped' : metric.type,
    help: help === null || help === '' ? `${whole ?? name}, as the server's own command gives it.` : help,
    point: { fullName: fullName(name), labels: labelsOf(server, metric), value },
  };
}

/** The name by which histograms and summaries go; null for what goes by the type of one and is no part of it. */
function wholeOf({ name, type, labels }: CustomMetric): string | null {
  const [, whole = null, part] = /^(.+)_(bucket|sum|count)$/.exec(name) ?? [];
  switch (type) {
    case 'histogram':
      return part === 'bucket' && labels['le'] === undefined ? null : whole;
    case 'summary':
      if (labels['quantile'] !== undefined) return name;
      return part === 'bucket' ? null : whole;
    default:
      return name;
  }
}

/** Colons stay: Prometheus takes them in the names of metrics. */
function fullName(name: string): string {
  return PREFIX + name.replaceAll(/[^a-zA-Z0-9_:]/g, '_');
}

/** A scrape with a series twice is refused whole: of two that Prometheus would see as one the first stays. */
function distinct(printed: readonly Printed[]): Printed[] {
  const seen = new Set<string>();
  return printed.filter(({ point }) => {
    const series = `${point.fullName} ${JSON.stringify(Object.entries(point.labels).sort())}`;
    if (seen.has(series)) return false;
    seen.add(series);
    return true;
  });
}

/** The server's name is ours, and so is the metric's: one of its own goes as Prometheus does it for what it scrapes. */
function labelsOf(server: string, { labels }: CustomMetric): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    let word = name;
    if (OURS.has(name))
      do word = `exported_${word}`;
      while (Object.hasOwn(labels, word));
    own[word] = value;
  }
  return { ...own, server };
}
