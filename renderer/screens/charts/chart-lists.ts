import type { LimitView } from '#contract/limit.ts';
import type { LineSource } from '../../parts/chart/lines/align-series.ts';
import type { ChartLine, LineColor } from '../../parts/chart/scene.ts';
import type { ChartUnit } from '../../parts/chart/units.ts';

/** One chart of a page: what it draws, and of whom. */
export interface ChartSpec {
  readonly heading: string;
  readonly note: string | null;
  readonly unit: ChartUnit;
  /** The least that the full height stands for, so that noise stays low. */
  readonly floor: number;
  readonly lines: readonly ChartLine[];
  /** In the order of the lines. */
  readonly sources: readonly LineSource[];
  readonly limits: readonly LimitView['limit'][];
  /** Whether the line of where memory leads belongs here. */
  readonly hasForecast: boolean;
  /** Why there may be no line: the beginning of a sentence that goes on with "between … and …". */
  readonly nothing: string;
}

const NOTHING = 'Nothing was measured';

interface Figure {
  readonly metric: string;
  readonly words: string;
}

interface Group extends Pick<ChartSpec, 'heading' | 'note' | 'unit' | 'floor'> {
  readonly figures: readonly Figure[];
  readonly limits?: readonly LimitView['limit'][];
  readonly hasForecast?: boolean;
  readonly nothing?: string;
  /** Not told of servers on other machines. */
  readonly isLocal: boolean;
}

const alone = (metric: string): Figure[] => [{ metric, words: '' }];

const GROUPS: readonly Group[] = [
  {
    heading: 'Memory',
    note: 'resident, whole tree',
    unit: 'bytes',
    floor: 20_000_000,
    figures: alone('memory_bytes'),
    limits: ['memory_soft', 'memory_hard'],
    hasForecast: true,
    isLocal: true,
  },
  {
    heading: 'CPU',
    note: 'of one core',
    unit: 'percent',
    floor: 5,
    figures: alone('cpu_percent'),
    limits: ['cpu_quota'],
    isLocal: true,
  },
  {
    heading: 'Requests',
    note: null,
    unit: 'per-second',
    floor: 0.5,
    figures: [
      { metric: 'requests', words: 'sent' },
      { metric: 'rejected', words: 'rejected' },
    ],
    isLocal: false,
  },
  {
    heading: 'Latency',
    note: null,
    unit: 'milliseconds',
    floor: 5,
    nothing: 'No request was answered',
    figures: [
      { metric: 'p50_ms', words: 'p50' },
      { metric: 'p95_ms', words: 'p95' },
      { metric: 'p99_ms', words: 'p99' },
      { metric: 'probe_ms', words: 'probe' },
    ],
    isLocal: false,
  },
  {
    heading: 'Errors',
    note: '/s',
    unit: 'per-second',
    floor: 0.5,
    figures: [
      { metric: 'errors_tool', words: 'tool' },
      { metric: 'errors_timeout', words: 'timeout' },
      { metric: 'errors_protocol', words: 'protocol' },
      { metric: 'errors_transport', words: 'lost' },
    ],
    isLocal: false,
  },
  {
    heading: 'Open files and threads',
    note: null,
    unit: 'count',
    floor: 10,
    figures: [
      { metric: 'open_files', words: 'files' },
      { metric: 'threads', words: 'threads' },
    ],
    isLocal: true,
  },
  {
    heading: 'Read and written',
    note: null,
    unit: 'bytes-per-second',
    floor: 10_000,
    figures: [
      { metric: 'read_bytes', words: 'read' },
      { metric: 'written_bytes', words: 'written' },
    ],
    isLocal: true,
  },
  {
    heading: 'Processes and connections',
    note: null,
    unit: 'count',
    floor: 4,
    figures: [
      { metric: 'processes', words: 'processes' },
      { metric: 'connections', words: 'connections' },
    ],
    isLocal: true,
  },
];

const COLORS: readonly LineColor[] = ['a', 'b', 'c', 'd', 'e'];

/** All charts of one server. */
export function serverCharts(server: string, isLocal: boolean): ChartSpec[] {
  return groups(isLocal).map(({ figures, limits = [], hasForecast = false, ...group }) => ({
    nothing: NOTHING,
    ...group,
    limits,
    hasForecast,
    lines: figures.map(({ words }, index) => line(words, index, figures.length === 1)),
    sources: figures.map(({ metric }) => ({ server, metric })),
  }));
}

/** The same of two, one figure to a chart, so that two lines are all there is to tell apart. */
export function comparedCharts(servers: readonly [string, string], isLocal: boolean): ChartSpec[] {
  return groups(isLocal).flatMap(({ figures, heading, note, ...group }) =>
    figures.map(({ metric, words }) => ({
      ...group,
      nothing: metric === 'probe_ms' ? NOTHING : (group.nothing ?? NOTHING),
      heading: words === '' ? heading : (COMPARED[metric] ?? `${heading}: ${words}`),
      note,
      limits: [],
      hasForecast: false,
      lines: servers.map((server, index) => line(server, index, false)),
      sources: servers.map((server) => ({ server, metric })),
    })),
  );
}

/** Where a group's heading and a line's name don't make one. */
const COMPARED: Readonly<Record<string, string>> = {
  requests: 'Requests',
  probe_ms: 'Probe',
  errors_transport: 'Errors: connection lost',
  rejected: 'Rejected before they were sent',
  open_files: 'Open files',
  threads: 'Threads',
  read_bytes: 'Read',
  written_bytes: 'Written',
  processes: 'Processes',
  connections: 'Connections',
};

/** Every figure that the charts draw, once. */
export function metricsOf(charts: readonly ChartSpec[]): string[] {
  return [...new Set(charts.flatMap(({ sources }) => sources.map(({ metric }) => metric)))];
}

function groups(isLocal: boolean): readonly Group[] {
  return isLocal ? GROUPS : GROUPS.filter((group) => !group.isLocal);
}

/** Every other line is dashed: neighbours differ by more than their colour. */
function line(words: string, index: number, isFilled: boolean): ChartLine {
  return { words, color: COLORS[index % COLORS.length] ?? 'a', isDashed: index % 2 === 1, isFilled };
}
