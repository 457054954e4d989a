import type { Lamp } from '#contract/server-state.ts';
import type { Span } from '../../store/charts/span.ts';
import type { Aligned } from './lines/align-series.ts';
import { extremes } from './lines/read-line.ts';
import type { ChartUnit } from './units.ts';

/** One of the colours of tokens.css that lines have. */
export type LineColor = 'a' | 'b' | 'c' | 'd' | 'e';

/** How a line looks. The same for the life of a chart. */
export interface ChartLine {
  /** What it is; empty where the chart's heading says it. */
  readonly words: string;
  readonly color: LineColor;
  readonly isDashed: boolean;
  /** Filled down to zero. */
  readonly isFilled: boolean;
}

/** A height that is not to be passed. */
export interface ChartLimit {
  readonly value: number;
  readonly words: string;
}

/** Where a line leads: straight from what is to what will be. */
export interface Forecast {
  readonly fromS: number;
  readonly from: number;
  readonly toS: number;
  readonly to: number;
}

/** Something that happened. */
export interface ChartMark {
  readonly atS: number;
  readonly lamp: Lamp;
}

/** A stretch of time that stands out. */
export interface ChartShade {
  readonly fromS: number;
  readonly toS: number;
  readonly lamp: Lamp;
  /** What there is to say of it where it is pointed at; it has a foot then, by which it is seen. */
  readonly words?: string;
}

/** What a chart shows at a moment. */
export interface Scene {
  readonly unit: ChartUnit;
  readonly aligned: Aligned;
  readonly span: Span;
  /** The value at the upper edge; the lower one is 0. */
  readonly top: number;
  readonly limits: readonly ChartLimit[];
  readonly forecast: Forecast | null;
  readonly marks: readonly ChartMark[];
  readonly shades?: readonly ChartShade[];
}

/** Room above the highest line. */
const AIR = 1.08;
/** A limit that is further away is told in words: drawn, it would press the line flat. */
const LIMIT_REACH = 4;

/** The highest single value that is shown; 0 when there is none. */
export function highestOf(aligned: Aligned, { fromS, toS }: Span): number {
  const all = aligned.lines.map((line) => extremes(aligned, line, fromS, toS)?.highest ?? 0);
  return Math.max(0, ...all);
}

/** Those limits that are drawn: all where a forecast leads to one. */
export function limitsInView(
  limits: readonly ChartLimit[],
  highest: number,
  forecast: Forecast | null,
): readonly ChartLimit[] {
  return limits.filter(({ value }) => forecast !== null || value <= highest * LIMIT_REACH);
}

/** What the full height stands for. `floor` is the least, so that noise stays low. */
export function topOf(
  floor: number,
  highest: number,
  inView: readonly ChartLimit[],
  forecast: Forecast | null,
): number {
  return AIR * Math.max(floor / AIR, highest, forecast?.to ?? 0, ...inView.map(({ value }) => value));
}
