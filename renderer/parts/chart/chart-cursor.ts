import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Pointed {
  /** Seconds since 1970; null while nothing is pointed at. */
  readonly atS: number | null;
  /** Which chart moved it; null when it was none. */
  readonly by: string | null;
}

/** The moment that is read off, on all charts of a page at once. */
export type ChartCursor = StoreApi<Pointed>;

export function createChartCursor(): ChartCursor {
  return createStore<Pointed>(() => ({ atS: null, by: null }));
}
