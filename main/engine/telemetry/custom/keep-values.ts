import { MASK } from '#contract/mask.ts';
import type { CustomMetric } from '#contract/metric.ts';
import { customKey } from '../blocks/custom-key.ts';
import type { Secrets } from '../traffic/mask-arguments.ts';

const MAX_LABEL_CHARS = 120;
const MAX_SERIES = 20;
/** As the contract's `SeriesKey` has it. */
const MAX_KEY_CHARS = 300;

/** As {@link Secrets}, with what is known to be one, longest first: the secrets of the server's environment. */
export interface KnownSecrets extends Secrets {
  readonly known: readonly string[];
}

/** Secrets in a text, masked. */
export function maskText(text: string, { known, secretsIn }: KnownSecrets): string {
  const found = [...known, ...secretsIn(text)].filter((secret) => secret !== '');
  return found
    .sort((a, b) => b.length - a.length)
    .reduce((masked, one) => masked.replaceAll(one, MASK), text);
}

/** With secrets in labels masked and long labels cut; of those that can't be told apart afterwards the first stays. */
export function presentable(
  metrics: readonly CustomMetric[],
  secrets: KnownSecrets,
): readonly CustomMetric[] {
  const seen = new Set<string>();
  return metrics.flatMap((metric) => {
    const labels = Object.entries(metric.labels).map(([name, value]) => [name, shown(name, value, secrets)]);
    const kept: CustomMetric = {
      ...metric,
      help: metric.help === null ? null : maskText(metric.help, secrets),
      labels: Object.fromEntries(labels),
    };
    const key = keyOf(kept);
    if (seen.has(key)) return [];
    seen.add(key);
    return [kept];
  });
}

function shown(name: string, value: string, secrets: KnownSecrets): string {
  if (secrets.isSecret(name) && value !== '') return MASK;
  const masked = maskText(value, secrets);
  return masked.length > MAX_LABEL_CHARS ? `${masked.slice(0, MAX_LABEL_CHARS)}…` : masked;
}

/** NaN and infinity go to Prometheus alone: neither JSON nor a chart has them. */
export function isNumber({ value }: CustomMetric): boolean {
  return Number.isFinite(value);
}

/** What the history keeps: single values before the buckets of histograms, in the order in which they were printed. */
export function historyValues(metrics: readonly CustomMetric[]): ReadonlyMap<`custom:${string}`, number> {
  const isBucket = ({ name, labels }: CustomMetric) => name.endsWith('_bucket') && labels['le'] !== undefined;
  const numbers = metrics.filter(isNumber);
  const ordered = [...numbers.filter((one) => !isBucket(one)), ...numbers.filter(isBucket)];
  const entries = ordered
    .map((metric) => [keyOf(metric), metric.value] as const)
    .filter(([key]) => key.length <= MAX_KEY_CHARS);
  return new Map(entries.slice(0, MAX_SERIES));
}

function keyOf({ name, labels }: CustomMetric): `custom:${string}` {
  return customKey(name, Object.entries(labels));
}
