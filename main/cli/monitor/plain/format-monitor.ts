import { LAMP_GLYPHS } from '#contract/server-state.ts';
import { formatDuration, formatMemory, formatPercent } from '../../format/figures.ts';
import { lampPaint } from '../../format/lamp.ts';
import { localTime } from '../../format/local-time.ts';
import { plainText } from '../../format/plain-text.ts';
import { remarksOn } from '../../format/status.ts';
import { formatTable } from '../../format/table.ts';
import { COLUMNS } from '../draw/columns.ts';
import type { Figures } from '../figures.ts';
import type { MeasuredReport } from './measure.ts';
import { sharedMemoryLines } from './shared-memory.ts';

const PRINTED = COLUMNS.filter(({ drawn }) => drawn !== true);
const FIGURE = { align: 'right' } as const;
const NAME = { align: 'left' } as const;

/** The figures of one moment, for a pipe: a sentence on all, a table, and what there is to say of single servers. */
export function formatMonitor(figures: Figures, now: Date, color: boolean): string[] {
  const { overview, servers, passes } = figures;
  const glyph = lampPaint(overview.lamp, color)(LAMP_GLYPHS[overview.lamp]);
  const time = localTime(now).slice(0, -4);
  const sampledAt = passes.at(-1)?.at ?? null;
  const sampled = sampledAt === null ? '' : `sampled ${localTime(new Date(sampledAt)).slice(11, -4)}`;
  const head = [`${glyph} ${time}`, overview.sentence, overview.detail, sampled]
    .filter((part) => part !== '')
    .join(' · ');
  if (servers.length === 0) return [head];
  const rows = servers.map((server) =>
    PRINTED.map(({ cell, width }) => cell(server, figures, { color, width })),
  );
  const said = servers.flatMap((server) => [
    ...remarksOn(server),
    ...(server.forecast === null ? [] : [`${server.name}: ${plainText(server.forecast)}`]),
  ]);
  return [head, '', ...formatTable(PRINTED, rows), ...(said.length === 0 ? [] : ['', ...said])];
}

/** What `monitor --duration` prints for people. */
export function formatMeasured(report: MeasuredReport): string[] {
  const { servers, processes, running, not_running, duration_seconds, summary } = report;
  const rows = servers.map(({ name, state, measured }) => [
    { text: name },
    { text: state },
    ...spreadCells(measured.cpu_percent, formatPercent),
    ...spreadCells(measured.memory_bytes, formatMemory),
    ...[measured.requests, measured.errors, measured.rejected, measured.restarts].map((count) => ({
      text: String(count ?? '–'),
    })),
  ]);
  const trees = processes.map((process) => [
    { text: process.server },
    { text: String(process.pid) },
    { text: String(process.ppid) },
    { text: process.status ?? '–' },
    { text: formatPercent(process.cpu_percent) },
    { text: formatMemory(process.memory_bytes) },
    { text: String(process.threads ?? '–') },
    { text: String(process.open_files ?? '–') },
    { text: plainText(process.command) },
  ]);
  return [
    `Measured for ${formatDuration(duration_seconds)}: ${plainText(summary.sentence)}`,
    '',
    ...formatTable(MEASURED_COLUMNS, rows),
    ...sharedMemoryLines(servers),
    '',
    ...formatTable(PROCESS_COLUMNS, trees),
    ...(summary.zombies === 0
      ? []
      : [`${summary.zombies} of these ended and ${summary.zombies === 1 ? 'is a zombie' : 'are zombies'}`]),
    '',
    `Running: ${running.join(', ') || 'none'}`,
    `Not running: ${not_running.join(', ') || 'none'}`,
  ];
}

const MEASURED_COLUMNS = [
  { title: 'SERVER', ...NAME },
  { title: 'STATE', ...NAME },
  ...[
    'CPU MIN',
    'MEAN',
    'MAX',
    'MEMORY MIN',
    'MEAN',
    'MAX',
    'REQUESTS',
    'ERRORS',
    'REJECTED',
    'RESTARTS',
  ].map((title) => ({
    title,
    ...FIGURE,
  })),
];

const PROCESS_COLUMNS = [
  { title: 'SERVER', ...NAME },
  { title: 'PID', ...FIGURE },
  { title: 'PARENT', ...FIGURE },
  { title: 'STATUS', ...NAME },
  ...['CPU', 'MEMORY', 'THREADS', 'FILES'].map((title) => ({ title, ...FIGURE })),
  { title: 'COMMAND', ...NAME },
];

function spreadCells(
  spread: MeasuredReport['servers'][number]['measured']['cpu_percent'],
  format: (value: number | null) => string,
): { text: string }[] {
  return [spread?.min, spread?.mean, spread?.max].map((value) => ({ text: format(value ?? null) }));
}
