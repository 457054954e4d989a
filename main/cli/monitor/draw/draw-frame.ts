import type { LogLine } from '#contract/log-line.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import { formatMemory, formatPercent } from '../../format/figures.ts';
import { lampPaint, levelPaint } from '../../format/lamp.ts';
import { plainText } from '../../format/plain-text.ts';
import type { Cell } from '../../format/table.ts';
import type { Figures } from '../figures.ts';
import type { View } from '../live/view.ts';
import { formatRate } from './columns.ts';
import { drawEnds, drawLine } from './draw-line.ts';
import { drawServers, type FrameSize, pageOf } from './draw-servers.ts';
import { fitText } from './text-width.ts';

const HEAD_LINES = 3;
const FOOT_LINES = 1;

const HELP: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓  k j', 'select a server'],
  ['PgUp PgDn Home End', 'select further away'],
  ['s', 'sort by name, CPU, memory, trouble, rate'],
  ['r', 'restart the selected server; asks before'],
  ['l  Enter', 'what it writes, as it writes it; Esc goes back'],
  ['?', 'this help; any key goes back'],
  ['q  Ctrl+C', 'leave; the servers go on'],
];

const LEGEND = [
  '● well  ◆ needs a look  ■ down or unhealthy  ▲ on its way  ○ off',
  'CPU in per cent of one core and memory are of the whole process tree; REQ/S is of the last pass, P95 of the last',
  'minute. ERRORS, those that failed, and REJECTED, those that were not sent, count since the engine started,',
  'RESTARTS over all its runs. A dash is what is not known.',
];

export interface Frame {
  readonly figures: Figures;
  readonly view: View;
  readonly connected: boolean;
  /** Of the server whose log is open, oldest first. */
  readonly logs: readonly LogLine[];
  readonly now: Date;
}

/** The terminal's lines, as many as it has, none wider than it is. */
export function drawFrame(frame: Frame, size: FrameSize, color: boolean): string[] {
  const head = drawHead(frame, size.columns, color);
  const foot = [drawLine([{ text: footText(frame) }], size.columns)];
  const room = Math.max(0, size.rows - head.length - foot.length);
  const body = drawBody(frame, { ...size, rows: room }, color).slice(0, room);
  const filled = [...body, ...Array.from({ length: room - body.length }, () => '')];
  // Of a terminal with next to no lines the keys are seen last.
  return [...head, ...filled, ...foot].slice(0, size.rows);
}

/** How many servers are seen at once. */
export function pageIn({ rows }: FrameSize): number {
  return pageOf(rows - HEAD_LINES - FOOT_LINES);
}

function drawHead({ figures, connected, now }: Frame, columns: number, color: boolean): string[] {
  const { overview, engine, passes } = figures;
  const lamp = connected ? overview.lamp : 'bad';
  const sentence = connected
    ? [overview.sentence, overview.detail].filter((part) => part !== '').join(' · ')
    : 'The connection to the engine was lost; trying again. These figures are old';
  const rates = Object.values(passes.at(-1)?.servers ?? {}).map(
    ({ requests_per_second }) => requests_per_second,
  );
  const known = rates.filter((rate) => rate !== null);
  const rate = known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
  const sums = [
    `CPU ${formatPercent(overview.cpu_percent)} of one core`,
    `memory ${formatMemory(overview.memory_bytes)}`,
    overview.processes === 1 ? '1 process' : `${overview.processes ?? '–'} processes`,
    `${formatRate(rate)} requests/s`,
    `${overview.ready} of ${overview.total} ready`,
  ];
  const title = `Signalbox ${engine.version}  ${now.toLocaleTimeString('en-GB')}`;
  const left: Cell[] = [
    { text: LAMP_GLYPHS[lamp], paint: lampPaint(lamp, color) },
    { text: ` ${plainText(sentence)}` },
  ];
  return [drawEnds(left, title, columns), drawLine([{ text: `  ${sums.join(' · ')}` }], columns), ''];
}

function drawBody(frame: Frame, size: FrameSize, color: boolean): string[] {
  switch (frame.view.showing) {
    case 'help':
      return drawHelp(size.columns);
    case 'logs':
      return drawLogs(frame.logs, size, color);
    case 'servers':
      return drawServers(frame.figures, frame.view, size, color);
    default:
      return frame.view.showing satisfies never;
  }
}

function drawHelp(columns: number): string[] {
  const keys = HELP.map(([key, what]) => `  ${fitText(key, 20)}${what}`);
  return [...keys, '', ...LEGEND.map((line) => `  ${line}`)].map((line) =>
    drawLine([{ text: line }], columns),
  );
}

function drawLogs(logs: readonly LogLine[], { columns, rows }: FrameSize, color: boolean): string[] {
  if (logs.length === 0) return [drawLine([{ text: '  It has written nothing yet.' }], columns)];
  return logs.slice(-rows).map(({ at, level, stream, text }) =>
    drawLine(
      [
        { text: `${new Date(at).toLocaleTimeString('en-GB')} ` },
        { text: level.toUpperCase().padEnd(6), paint: levelPaint(level, color) },
        // A tab would move what comes after it to where no one counted on.
        { text: (stream === 'stray' ? '[on stdout] ' : '') + plainText(text).replaceAll('\t', '  ') },
      ],
      columns,
    ),
  );
}

function footText({ view, figures }: Frame): string {
  if (view.asking !== null) return `  Restart ${view.asking}? y restarts it, any other key leaves it`;
  if (view.notice !== null) return `  ${plainText(view.notice)}`;
  switch (view.showing) {
    case 'help':
      return '  any key back';
    case 'logs':
      return `  ${view.selected ?? ''}: what it writes   Esc back  q quit`;
    case 'servers': {
      const select = figures.servers.length === 0 ? '' : '↑↓ select  r restart  l logs  ';
      return `  ${select}s sort: ${view.sort}  ? help  q quit`;
    }
    default:
      return view.showing satisfies never;
  }
}
