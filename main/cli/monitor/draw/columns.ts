import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import { formatCount, formatDuration, formatMemory, formatPercent } from '../../format/figures.ts';
import { lampPaint } from '../../format/lamp.ts';
import type { Cell } from '../../format/table.ts';
import { type Figures, rateOf, seriesOf } from '../figures.ts';
import type { Sort } from '../sort-servers.ts';
import { around, fromZero, sparkline } from './sparkline.ts';

const NONE = '–';
/** Below, a server at rest would draw mountains. */
const LEAST_CPU_PERCENT = 5;

export interface MonitorColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly width: number;
  /** The narrower the terminal, the fewer columns: the lowest go last. */
  readonly rank: number;
  readonly sort?: Sort;
  /** For eyes only: of no use in a pipe. */
  readonly drawn?: true;
  readonly cell: (server: ServerView, figures: Figures, how: Drawing) => Cell;
}

interface Drawing {
  readonly color: boolean;
  /** Cells that there are for it. */
  readonly width: number;
}

/** As the row is read. */
export const COLUMNS: readonly MonitorColumn[] = [
  {
    title: '',
    align: 'left',
    width: 1,
    rank: 0,
    cell: ({ lamp }, _, { color }) => ({ text: LAMP_GLYPHS[lamp], paint: lampPaint(lamp, color) }),
  },
  { title: 'SERVER', align: 'left', width: 18, rank: 0, sort: 'name', cell: ({ name }) => ({ text: name }) },
  {
    title: 'STATE',
    align: 'left',
    width: 13,
    rank: 1,
    sort: 'trouble',
    cell: ({ lamp, state }, _, { color }) => ({ text: state, paint: lampPaint(lamp, color) }),
  },
  {
    title: 'SCORE',
    align: 'right',
    width: 5,
    rank: 4,
    cell: ({ lamp, score }, _, { color }) => ({ text: formatCount(score), paint: lampPaint(lamp, color) }),
  },
  {
    title: 'CPU',
    align: 'right',
    width: 8,
    rank: 2,
    sort: 'cpu',
    cell: ({ cpu_percent }) => ({ text: formatPercent(cpu_percent) }),
  },
  {
    title: '',
    align: 'left',
    width: 10,
    rank: 8,
    drawn: true,
    cell({ name }, figures, { width }) {
      const values = seriesOf(figures, name, 'cpu_percent').slice(-width);
      return { text: sparkline(values, width, fromZero(values, LEAST_CPU_PERCENT)) };
    },
  },
  {
    title: 'MEMORY',
    align: 'right',
    width: 7,
    rank: 3,
    sort: 'memory',
    cell: ({ memory_bytes }) => ({ text: formatMemory(memory_bytes) }),
  },
  {
    title: '',
    align: 'left',
    width: 10,
    rank: 9,
    drawn: true,
    cell({ name }, figures, { width }) {
      const values = seriesOf(figures, name, 'memory_bytes').slice(-width);
      return { text: sparkline(values, width, around(values)) };
    },
  },
  {
    title: 'REQ/S',
    align: 'right',
    width: 6,
    rank: 5,
    sort: 'rate',
    cell: ({ name }, figures) => ({ text: formatRate(rateOf(figures, name)) }),
  },
  {
    title: 'P95',
    align: 'right',
    width: 6,
    rank: 7,
    cell: ({ traffic }) => ({ text: formatLatency(traffic.p95_ms) }),
  },
  {
    title: 'ERRORS',
    align: 'right',
    width: 6,
    rank: 6,
    // Where nobody asked anything there is nothing to count.
    cell: ({ traffic }) => ({ text: traffic.requests === 0 ? NONE : String(traffic.errors) }),
  },
  {
    title: 'REJECTED',
    align: 'right',
    width: 8,
    rank: 12,
    cell: ({ traffic }) => ({ text: traffic.requests === 0 ? NONE : String(traffic.rejected) }),
  },
  {
    title: 'RESTARTS',
    align: 'right',
    width: 8,
    rank: 10,
    cell: ({ restarts }) => ({ text: String(restarts) }),
  },
  {
    title: 'UPTIME',
    align: 'right',
    width: 11,
    rank: 11,
    cell: ({ uptime_seconds }) => ({ text: formatDuration(uptime_seconds) }),
  },
];

/** A dash for null. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null) return NONE;
  return perSecond < 100 ? perSecond.toFixed(1) : perSecond.toFixed(0);
}

function formatLatency(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}
