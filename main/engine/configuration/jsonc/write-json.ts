import type { Layout } from './layout.ts';

/** JSON over several lines, as a person would write it: a list of plain values stays on one. */
export function writeLines(value: unknown, indent: string, { lineEnd, unit }: Layout): string {
  const write = (one: unknown, at: string): string => {
    if (!isCompound(one) || isPlainList(one)) return writeInline(one);
    const inner = at + unit;
    const lines = Array.isArray(one)
      ? one.map((item) => write(item, inner))
      : entriesOf(one).map(([key, item]) => `${JSON.stringify(key)}: ${write(item, inner)}`);
    const [open, close] = Array.isArray(one) ? ['[', ']'] : ['{', '}'];
    if (lines.length === 0) return open + close;
    return `${open}${lineEnd}${lines.map((line) => inner + line).join(`,${lineEnd}`)}${lineEnd}${at}${close}`;
  };
  return write(value, indent);
}

/** JSON on one line, with spaces. */
export function writeInline(value: unknown): string {
  if (!isCompound(value)) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(writeInline).join(', ')}]`;
  const pairs = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${writeInline(item)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function isCompound(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && !value.some(isCompound);
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
