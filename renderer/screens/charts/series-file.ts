import { csvFile } from '#contract/csv.ts';
import type { Series, SeriesPage } from '#contract/metric.ts';
import type { Span } from '../../store/charts/span.ts';

interface Column {
  readonly name: string;
  readonly cells: readonly (number | null)[];
}

/**
 * What charts show as a table for spreadsheets: a row for each step and server with something measured, its beginning in
 * ISO 8601, a column for each figure and its lowest and highest single value. What was not measured is empty.
 */
export function seriesFile(pages: readonly SeriesPage[], { fromS, toS }: Span): string {
  const header = [...new Set(pages.flatMap((page) => columnsOf(page).map(({ name }) => name)))];
  const rows = pages.flatMap((page) => {
    const columns = new Map(columnsOf(page).map(({ name, cells }) => [name, cells]));
    return page.times.flatMap((time, index) => {
      const cells = header.map((name) => columns.get(name)?.[index] ?? null);
      if (time < fromS || time > toS || cells.every((cell) => cell === null)) return [];
      return [[new Date(time * 1000).toISOString(), page.server, ...cells]];
    });
  });
  return csvFile([['time', 'server', ...header], ...rows]);
}

function columnsOf({ series }: SeriesPage): Column[] {
  return series.flatMap((one) => {
    const name = columnName(one);
    const mean = { name, cells: one.mean };
    if (one.kind === 'latency') return [mean];
    return [mean, { name: `${name}_min`, cells: one.min }, { name: `${name}_max`, cells: one.max }];
  });
}

function columnName({ metric, kind }: Series): string {
  return kind === 'counter' ? `${metric}_per_second` : metric;
}
