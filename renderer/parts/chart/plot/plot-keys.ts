import { panned, type Span, zoomed } from '../../../store/charts/span.ts';
import type { Aligned } from '../lines/align-series.ts';
import { measuredFrom, nearestIndex } from '../lines/read-line.ts';

/** What a key does to a chart that has the focus. */
export type PlotKey =
  | { readonly kind: 'move'; readonly steps: number }
  | { readonly kind: 'go'; readonly to: 'first' | 'last' }
  | { readonly kind: 'pan'; readonly share: number }
  /** How many times as long the stretch of time is afterwards. */
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'whole' };

const KEYS: Readonly<Record<string, PlotKey>> = {
  ArrowLeft: { kind: 'move', steps: -1 },
  ArrowRight: { kind: 'move', steps: 1 },
  PageUp: { kind: 'move', steps: -10 },
  PageDown: { kind: 'move', steps: 10 },
  Home: { kind: 'go', to: 'first' },
  End: { kind: 'go', to: 'last' },
  '+': { kind: 'zoom', factor: 0.5 },
  '=': { kind: 'zoom', factor: 0.5 },
  '-': { kind: 'zoom', factor: 2 },
  _: { kind: 'zoom', factor: 2 },
  '0': { kind: 'whole' },
  Escape: { kind: 'whole' },
};

const SHIFTED: Readonly<Record<string, PlotKey>> = {
  ArrowLeft: { kind: 'pan', share: -0.25 },
  ArrowRight: { kind: 'pan', share: 0.25 },
};

/** In words, for the page and for screen readers. */
export const PLOT_KEYS_WORDS =
  'Arrows move the cursor, with Shift they go back and forth in time. Home and End go to the ends, plus and minus zoom, Esc shows the whole range.';

/** Null for a key that belongs to the window. */
export function plotKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
): PlotKey | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const table = event.shiftKey && Object.hasOwn(SHIFTED, event.key) ? SHIFTED : KEYS;
  return Object.hasOwn(table, event.key) ? (table[event.key] ?? null) : null;
}

interface Shown {
  readonly aligned: Aligned;
  readonly span: Span;
  readonly pointedS: number | null;
}

/** The moment that a key leads to, or the stretch of time that is shown afterwards; null for what stays. */
export function actOnKey(
  key: Exclude<PlotKey, { kind: 'whole' }>,
  { aligned, span, pointedS }: Shown,
): { readonly atS: number | null; readonly span: Span | null } {
  const { times } = aligned;
  const to = (index: number) => ({ atS: times[index] ?? null, span: null });
  switch (key.kind) {
    case 'go':
      return to(key.to === 'first' ? measuredFrom(aligned, -1, 1) : measuredFrom(aligned, times.length, -1));
    case 'move':
      // The first press takes the cursor to where reading begins: the newest.
      if (pointedS === null) return to(measuredFrom(aligned, times.length, -1));
      return to(measuredFrom(aligned, nearestIndex(times, pointedS), key.steps));
    case 'pan':
      return { atS: null, span: panned(span, key.share) };
    case 'zoom':
      return {
        atS: null,
        span: zoomed(span, pointedS ?? (span.fromS + span.toS) / 2, key.factor),
      };
    default:
      return key satisfies never;
  }
}
