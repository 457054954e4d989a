import { parseLabels } from '../custom/parse-labels.ts';

const WITH_LABELS = /^custom:([^{]*)\{/;

/** `custom:name{a="b",c="d"}`, labels in the order of their names. */
export function customKey(name: string, labels: Iterable<readonly [string, string]>): `custom:${string}` {
  const pairs = [...labels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}="${value.replaceAll(/[\\"\n]/g, escaped)}"`);
  return `custom:${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
}

/** The key under which a series is kept: a reader may name its labels in any order. What is no such key stays as it is. */
export function keptKey(key: string): string {
  const [upToBrace, name] = WITH_LABELS.exec(key) ?? [];
  if (upToBrace === undefined || name === undefined) return key;
  const read = parseLabels(key, upToBrace.length - 1);
  return typeof read === 'string' || read.end !== key.length ? key : customKey(name, read.labels);
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
