import type { Series, SeriesPage } from '#contract/metric.ts';

const VALUES = ['mean', 'min', 'max', 'last', 'sum'] as const satisfies readonly (keyof Series)[];

/**
 * A page that goes on with what was asked for later, from `fromS` on. Steps that the later answer has too are taken from
 * it: the last one was not over yet. Null when the two do not fit together, and all has to be asked for.
 */
export function joinPages(page: SeriesPage, later: SeriesPage, fromS: number): SeriesPage | null {
  if (page.step_seconds !== later.step_seconds || page.resolution !== later.resolution) return null;
  const laterFromS = Math.min(Date.parse(later.from) / 1000, later.times[0] ?? Number.POSITIVE_INFINITY);
  // Something lies between them that neither has.
  if (laterFromS > Date.parse(page.to) / 1000) return null;
  const first = indexFrom(page.times, fromS);
  const end = indexFrom(page.times, laterFromS);
  const series = later.series.map((one): Series | null => {
    const before = page.series.find(({ metric }) => metric === one.metric);
    if (before === undefined) return null;
    const joined = VALUES.map((name) => [name, [...before[name].slice(first, end), ...one[name]]]);
    return { ...one, ...(Object.fromEntries(joined) as Pick<Series, (typeof VALUES)[number]>) };
  });
  if (series.length !== page.series.length || series.includes(null)) return null;
  return {
    ...later,
    from: new Date(fromS * 1000).toISOString(),
    times: [...page.times.slice(first, end), ...later.times],
    series: series.filter((one) => one !== null),
  };
}

/** So many steps are asked for again: the last was not over yet, and fewer would fit into steps of another length. */
const AGAIN = 3;

/** From where and in how many steps the end of a page is asked for, so that it comes in the same; null without a row. */
export function endOf(
  page: SeriesPage,
  toS: number,
): { readonly fromS: number; readonly points: number } | null {
  const last = page.times.at(-1);
  if (last === undefined || last > toS) return null;
  const fromS = last - AGAIN * page.step_seconds;
  return { fromS, points: Math.ceil(toS / page.step_seconds) - Math.floor(fromS / page.step_seconds) };
}

/** The index of the first time that is not before `fromS`. */
function indexFrom(times: readonly number[], fromS: number): number {
  const index = times.findIndex((time) => time >= fromS);
  return index === -1 ? times.length : index;
}
