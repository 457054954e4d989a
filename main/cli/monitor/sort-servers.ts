import type { ServerView } from '#contract/server.ts';
import type { Lamp } from '#contract/server-state.ts';
import { type Figures, rateOf } from './figures.ts';

/** In the order in which the key `s` goes through them. */
export const SORTS = ['name', 'cpu', 'memory', 'trouble', 'rate'] as const;
export type Sort = (typeof SORTS)[number];

const TROUBLE: Readonly<Record<Lamp, number>> = { bad: 0, warn: 1, info: 2, ok: 3, off: 4 };

/** Names rise; of figures the highest comes first, and what is not known last. Equals are in the order of their names. */
export function sortServers(figures: Figures, sort: Sort): readonly ServerView[] {
  const rank = ranking(figures, sort);
  return figures.servers.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function ranking(figures: Figures, sort: Sort): (server: ServerView) => number {
  switch (sort) {
    case 'name':
      return () => 0;
    case 'cpu':
      return ({ cpu_percent }) => highestFirst(cpu_percent);
    case 'memory':
      return ({ memory_bytes }) => highestFirst(memory_bytes);
    case 'trouble':
      return ({ lamp, score }) => TROUBLE[lamp] * 1000 + (score ?? 100);
    case 'rate':
      return ({ name }) => highestFirst(rateOf(figures, name));
    default:
      return sort satisfies never;
  }
}

function highestFirst(figure: number | null): number {
  return figure === null ? Number.MAX_VALUE : -figure;
}
