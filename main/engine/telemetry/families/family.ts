/** Base units of OpenTelemetry: seconds, bytes, a ratio of 0 to 1; empty for what is counted. */
export type Unit = '' | 's' | 'By' | '1';

/** Names as OpenTelemetry writes them, with dots; Prometheus has underscores instead. */
export type Labels = Readonly<Record<string, string>>;

export interface Point {
  readonly labels: Labels;
  readonly value: number;
}

export interface HistogramPoint {
  readonly labels: Labels;
  /** One for each bound and one more; not cumulative. */
  readonly counts: ArrayLike<number>;
  readonly count: number;
  readonly sum: number;
}

interface Facts {
  /** Without unit and without `_total`: see {@link prometheusName}. */
  readonly name: string;
  readonly help: string;
  readonly unit: Unit;
}

/** All points of one metric, for Prometheus and OpenTelemetry alike. */
export type Family =
  | (Facts & { readonly kind: 'gauge' | 'counter' | 'untyped'; readonly points: readonly Point[] })
  | (Facts & {
      readonly kind: 'histogram';
      readonly bounds: readonly number[];
      readonly points: readonly HistogramPoint[];
    });

const UNIT_SUFFIXES: Readonly<Record<Unit, string>> = { '': '', s: '_seconds', By: '_bytes', '1': '_ratio' };

/** As a collector that receives OpenTelemetry would name it for Prometheus, so that both ways give the same names. */
export function prometheusName({ name, unit, kind }: Pick<Family, 'name' | 'unit' | 'kind'>): string {
  const total = kind === 'counter' ? '_total' : '';
  return prometheusWord(name).replace(/_total$/, '') + UNIT_SUFFIXES[unit] + total;
}

/** What Prometheus takes as a name: the rest becomes underscores. */
export function prometheusWord(name: string): string {
  const word = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(word) ? `_${word}` : word;
}
