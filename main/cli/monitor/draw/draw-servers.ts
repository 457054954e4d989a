import type { ServerView } from '#contract/server.ts';
import { plainText } from '../../format/plain-text.ts';
import { remarksOn } from '../../format/status.ts';
import type { Cell } from '../../format/table.ts';
import type { Figures } from '../figures.ts';
import type { View } from '../live/view.ts';
import { sortServers } from '../sort-servers.ts';
import { COLUMNS, type MonitorColumn } from './columns.ts';
import { drawLine, drawSelected, wrap } from './draw-line.ts';
import { fitText, textWidth } from './text-width.ts';

const REMARK_LINES = 2;
/** The titles above the servers; an empty line and remarks below them. */
const BELOW_LINES = 2 + REMARK_LINES;
const GAP = '  ';
/** A sparkline may be so many cells wider than it must: a cell is a pass. */
const MOST_MORE = 20;

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** How many servers are seen at once in so many lines. */
export function pageOf(rows: number): number {
  return Math.max(1, rows - BELOW_LINES);
}

/** The table of servers, and below it what there is to say of the selected one. */
export function drawServers(
  figures: Figures,
  view: View,
  { columns, rows }: FrameSize,
  color: boolean,
): string[] {
  if (figures.servers.length === 0) return [drawLine([{ text: '  There are no servers yet.' }], columns)];
  const servers = sortServers(figures, view.sort);
  const shown = columnsFor(columns, servers);
  const titles = shown.map((column) => ({
    text: GAP + fitText(titleOf(column, view), column.width, column.align),
  }));
  const page = pageOf(rows);
  const selected = servers.findIndex(({ name }) => name === view.selected);
  const first = Math.max(0, Math.min(selected - Math.floor(page / 2), servers.length - page));
  const table = servers.slice(first, first + page).map((server) => {
    const isSelected = server.name === view.selected;
    const cells = shown.flatMap((column, at): Cell[] => {
      const { text, paint } = column.cell(server, figures, {
        color: color && !isSelected,
        width: column.width,
      });
      const cell = { text: fitText(text, column.width, column.align) };
      const gap = { text: at === 0 && isSelected ? '› ' : GAP };
      return [gap, paint === undefined ? cell : { ...cell, paint }];
    });
    return isSelected ? drawSelected(cells, columns, color) : drawLine(cells, columns).trimEnd();
  });
  const one = servers[selected];
  return [
    drawLine(titles, columns).trimEnd(),
    ...table,
    '',
    ...(one === undefined ? [] : remarks(one, columns)),
  ];
}

/** As many columns as there is room for; the name is as wide as the longest, and what is left is for sparklines. */
function columnsFor(columns: number, servers: readonly ServerView[]): MonitorColumn[] {
  const longest = Math.max(8, ...servers.map(({ name }) => textWidth(name)));
  const sized = COLUMNS.map((column) =>
    column.title === 'SERVER'
      ? { ...column, width: Math.min(longest, Math.max(10, columns - 60), 40) }
      : column,
  );
  let left = columns;
  const fitting = new Set<number>();
  for (const [at, { width }] of [...sized.entries()].sort(([, a], [, b]) => a.rank - b.rank)) {
    if (GAP.length + width > left) break;
    fitting.add(at);
    left -= GAP.length + width;
  }
  const shown = sized.filter((_, at) => fitting.has(at));
  const lines = shown.filter(({ drawn }) => drawn).length;
  const more = lines === 0 ? 0 : Math.min(MOST_MORE, Math.floor(left / lines));
  return shown.map((column) => (column.drawn ? { ...column, width: column.width + more } : column));
}

function titleOf({ title, sort }: MonitorColumn, view: View): string {
  return sort !== undefined && sort === view.sort ? `${title}▾` : title;
}

/** What there is to say of the selected server: what is wrong, or where it leads. */
function remarks(server: ServerView, columns: number): string[] {
  const said = [...remarksOn(server).map((line) => line.trim()), server.forecast ?? '']
    .filter((part) => part !== '')
    .join(' · ');
  const text = said === '' ? `${server.name}: ${server.command}` : said;
  return wrap(plainText(text), columns - GAP.length, REMARK_LINES).map((line) => GAP + line);
}
