import type { CustomMetric } from '#contract/metric.ts';
import { parseLabels, skipSpace } from './parse-labels.ts';

export type Exposition =
  /** In the order in which they were printed; a value may be NaN or infinite. */
  | { readonly ok: true; readonly metrics: readonly CustomMetric[] }
  /** A clause with the number of the line and its text. */
  | { readonly ok: false; readonly problem: string };

type Type = CustomMetric['type'];

interface Family {
  readonly type: Type;
  readonly help: string | null;
}

const TYPES: ReadonlyMap<string, Type> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'untyped'],
  // OpenMetrics has these beside them.
  ['unknown', 'untyped'],
  // Its buckets may fall, so it is none of ours.
  ['gaugehistogram', 'gauge'],
  ['info', 'gauge'],
  ['stateset', 'gauge'],
]);

const MAX_NAME_CHARS = 150;
const MAX_LABELS = 20;
const MAX_HELP_CHARS = 300;
const MAX_QUOTED_CHARS = 80;

const NAME = /^[A-Za-z_:][A-Za-z0-9_:]*/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NO_NUMBER = /^(?:nan|[+-]?inf(?:inity)?)$/i;
/** A value, perhaps a time, and in OpenMetrics perhaps an example. */
const REST = /^[ \t]+([^\s#]+)(?:[ \t]+([+-]?[\d.]+(?:e[+-]?\d+)?))?[ \t]*(?:#.*)?$/i;
/** Parts of a family that goes by a shorter name in HELP and TYPE, by its type. */
const PARTS: Readonly<Record<Type, RegExp>> = {
  counter: /_(?:total|created)$/,
  histogram: /_(?:bucket|sum|count|created)$/,
  summary: /_(?:sum|count|created)$/,
  gauge: /_(?:bucket|gsum|gcount|info)$/,
  untyped: /(?!)/,
};

/**
 * Reads the text format of Prometheus, version 0.0.4, and what OpenMetrics 1.0 has in common with it. Times and examples
 * are passed over, and so is when OpenMetrics says a series began (`_created`). One bad line makes it no good, as with
 * Prometheus: half of what a program meant can't be told from all of it.
 */
export function parseExposition(text: string): Exposition {
  const families = new Map<string, { type?: Type; help?: string }>();
  const metrics: CustomMetric[] = [];
  const seen = new Set<string>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '# EOF') break;
    if (line === '') continue;
    const problem = line.startsWith('#')
      ? readComment(line, families)
      : readSample(line, { families, metrics, seen });
    if (problem !== null) return { ok: false, problem: `line ${index + 1}, ${quote(line)}: ${problem}` };
  }
  return { ok: true, metrics };
}

/** Any other comment is passed over. */
function readComment(line: string, families: Map<string, { type?: Type; help?: string }>): string | null {
  const [, keyword, name = '', rest = ''] = /^#[ \t]+(HELP|TYPE)[ \t]+(\S+)(?:[ \t]+(.*))?$/.exec(line) ?? [];
  if (keyword === undefined) return null;
  if (NAME.exec(name)?.[0] !== name) return `${quote(name)} is no name that a metric can have`;
  const family = families.get(name) ?? {};
  families.set(name, family);
  if (keyword === 'HELP') {
    family.help = rest
      .replaceAll(/\\(\\|n)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : '\\'))
      .slice(0, MAX_HELP_CHARS);
    return null;
  }
  const type = TYPES.get(rest.trim().toLowerCase());
  if (type === undefined) return `${quote(rest)} is no type of a metric`;
  family.type = type;
  return null;
}

interface Reading {
  readonly families: ReadonlyMap<string, { type?: Type; help?: string }>;
  readonly metrics: CustomMetric[];
  readonly seen: Set<string>;
}

function readSample(line: string, { families, metrics, seen }: Reading): string | null {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return 'it begins with no name that a metric can have';
  if (name.length > MAX_NAME_CHARS) return `its name is longer than ${MAX_NAME_CHARS} characters`;
  const brace = skipSpace(line, name.length);
  const read = line[brace] === '{' ? parseLabels(line, brace) : { labels: new Map(), end: name.length };
  if (typeof read === 'string') return read;
  if (read.labels.size > MAX_LABELS) return `it has more than ${MAX_LABELS} labels`;
  // Between the } and the value there may be no space.
  const [, figure] = REST.exec(` ${line.slice(read.end).trimStart()}`) ?? [];
  if (figure === undefined || (read.end === name.length && !/^[ \t]/.test(line.slice(read.end)))) {
    return 'a value is missing, or there is more behind it than a time';
  }
  if (!NUMBER.test(figure) && !NO_NUMBER.test(figure)) return `${quote(figure)} is no number`;
  const key = JSON.stringify([name, [...read.labels].sort()]);
  if (seen.has(key)) return 'the same metric with the same labels stands there twice';
  seen.add(key);
  const { type, help } = familyOf(name, families);
  const value = NO_NUMBER.test(figure) ? noNumber(figure) : Number(figure);
  const isBeginning = name.endsWith('_created') && !families.has(name) && type !== 'untyped';
  if (isBeginning) return null;
  metrics.push({ name, help, type, labels: Object.fromEntries(read.labels), value });
  return null;
}

function noNumber(figure: string): number {
  if (/nan/i.test(figure)) return Number.NaN;
  return figure.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function familyOf(name: string, families: Reading['families']): Family {
  const own = families.get(name);
  const whole = own === undefined ? wholeOf(name, families) : own;
  return { type: whole?.type ?? 'untyped', help: whole?.help ?? null };
}

/** The family of which something by this name is a part. */
function wholeOf(name: string, families: Reading['families']): { type?: Type; help?: string } | undefined {
  const whole = families.get(name.replace(/_[a-z]+$/, ''));
  return whole?.type !== undefined && PARTS[whole.type].test(name) ? whole : undefined;
}

/** On one line, cut when long. */
function quote(text: string): string {
  const short = text.length > MAX_QUOTED_CHARS ? `${text.slice(0, MAX_QUOTED_CHARS)}…` : text;
  return JSON.stringify(short);
}
