import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { formatCount, formatDuration, formatMemory, formatPercent } from './figures.ts';
import { lampPaint } from './lamp.ts';
import { plainText } from './plain-text.ts';
import { type Cell, type Column, formatTable } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'SERVER', align: 'left' },
  { title: 'STATE', align: 'left' },
  { title: 'HEALTH', align: 'left' },
  { title: 'PID', align: 'right' },
  { title: 'UPTIME', align: 'right' },
  { title: 'RESTARTS', align: 'right' },
  { title: 'TOOLS', align: 'right' },
  { title: 'CPU', align: 'right' },
  { title: 'MEMORY', align: 'right' },
];

/** What `signalbox status` prints: one sentence on all, a table, and a line for each server that has something to say. */
export function formatStatus(
  { overview, servers }: Pick<Snapshot, 'overview' | 'servers'>,
  color: boolean,
): string[] {
  const glyph = lampPaint(overview.lamp, color)(LAMP_GLYPHS[overview.lamp]);
  const head = [`${glyph} ${overview.sentence}`, overview.detail].filter((part) => part !== '').join(' · ');
  if (servers.length === 0) return [head];
  const remarks = servers.flatMap(remarksOn);
  const table = formatTable(
    COLUMNS,
    servers.map((server) => row(server, color)),
  );
  return [head, '', ...table, ...(remarks.length > 0 ? ['', ...remarks] : [])];
}

function row(server: ServerView, color: boolean): Cell[] {
  const paint = lampPaint(server.lamp, color);
  return [
    { text: LAMP_GLYPHS[server.lamp], paint },
    { text: server.name },
    { text: server.state, paint },
    { text: server.pid === null ? '–' : server.health },
    { text: formatCount(server.pid) },
    { text: formatDuration(server.uptime_seconds) },
    { text: String(server.restarts) },
    { text: formatCount(server.tools) },
    { text: formatPercent(server.cpu_percent) },
    { text: formatMemory(server.memory_bytes) },
  ];
}

/** Why the server is as it is, and what would mend it. */
export function remarksOn({ name, reason, problem, health_reasons, state }: ServerView): string[] {
  const why = problem?.message ?? reason ?? (state === 'ready' ? health_reasons[0] : undefined);
  if (why === undefined) return [];
  const fix = problem?.fix ?? null;
  return [
    `${name}: ${plainText(why)}`,
    ...(fix === null ? [] : [`${' '.repeat(name.length + 2)}${plainText(fix)}`]),
  ];
}
