/** One subject. `rows` are for people, `figures` for scripts; both come from the same run. */
export interface Bench {
  readonly name: string;
  /** One line for --help. */
  readonly about: string;
  run(options: BenchOptions): Promise<BenchResult>;
}

export interface BenchOptions {
  /** A first look: less of everything. */
  readonly quick: boolean;
}

export interface BenchResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the rows can't say: how it was measured, and what is so by design. */
  readonly notes: readonly string[];
  /** Times in milliseconds, sizes in bytes, as the names say. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** The middle one, or the mean of the two in the middle. Throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('no values');
  return (lower + upper) / 2;
}

export function milliseconds(value: number): string {
  return `${Math.round(value).toLocaleString('en')} ms`;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

/** As Markdown, so that it can be read in a terminal and pasted into a page. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
