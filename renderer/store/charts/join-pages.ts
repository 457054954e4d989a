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

/** The index of the first time that is not before `fromS`. */
function indexFrom(times: readonly number[], fromS: number): number {
  const index = times.findIndex((time) => time >= fromS);
  return index === -1 ? times.length : index;
}
