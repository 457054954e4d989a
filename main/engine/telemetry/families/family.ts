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

/** One value as another program printed it: of a histogram or a summary a part, by the name of that. */
export interface PrintedPoint extends Point {
  readonly fullName: string;
}

interface Facts {
  /** Without unit and without `_total`: see {@link prometheusName}. */
  readonly name: string;
  /** The whole name for Prometheus, where it is not made of the others. */
  readonly fullName?: string;
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
    })
  | (Facts & {
      readonly kind: 'printed';
      readonly type: 'gauge' | 'counter' | 'untyped' | 'histogram' | 'summary';
      readonly points: readonly PrintedPoint[];
    });

const UNIT_SUFFIXES: Readonly<Record<Unit, string>> = { '': '', s: '_seconds', By: '_bytes', '1': '_ratio' };

/** As a collector that receives OpenTelemetry would name it for Prometheus, so that both ways give the same names. */
export function prometheusName({ name, fullName, unit, kind }: Family): string {
  if (fullName !== undefined) return fullName;
  const total = kind === 'counter' ? '_total' : '';
  return prometheusWord(name) + UNIT_SUFFIXES[unit] + total;
}

/** What Prometheus takes as a name: the rest becomes underscores. */
export function prometheusWord(name: string): string {
  const word = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[0-9]/.test(word) ? `_${word}` : word;
}
