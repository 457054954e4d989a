import type { Finding } from '#contract/configuration-status.ts';
import type { ShellPath } from '#contract/executable.ts';
import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { formatCount, formatDuration, formatMemory, formatPercent } from './figures.ts';
import { lampPaint } from './lamp.ts';
import { plainText } from './plain-text.ts';
import { formatRuntime } from './runtime.ts';
import { formatShellPath } from './shell-path.ts';
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
  {
    engine,
    overview,
    servers,
    configuration,
  }: Pick<Snapshot, 'engine' | 'overview' | 'servers' | 'configuration'>,
  color: boolean,
): string[] {
  const glyph = lampPaint(overview.lamp, color)(LAMP_GLYPHS[overview.lamp]);
  const head = [`${glyph} ${overview.sentence}`, overview.detail].filter((part) => part !== '').join(' · ');
  const broken = configuration.valid
    ? []
    : ['', ...configuration.findings.map(findingLine), 'The last good configuration keeps running.'];
  if (servers.length === 0) return [head, ...broken];
  const path = pathLine(engine.shell_path);
  const remarks = servers.flatMap(remarksOn);
  const table = formatTable(
    COLUMNS,
    servers.map((server) => row(server, color)),
  );
  const start = formatRuntime(engine.runtime);
  return [head, ...broken, '', ...table, ...section(remarks), ...section(path), ...section(start)];
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Said when it is not simply what Signalbox was started with. */
function pathLine(path: ShellPath | null): string[] {
  if (path === null || (path.origin === 'environment' && path.problem === null)) return [];
  return [`PATH: ${formatShellPath(path)}`];
}

function findingLine({ file, line, column, message }: Finding): string {
  return `${file}:${line}:${column} ${plainText(message)}`;
}

function row(server: ServerView, color: boolean): Cell[] {
  const paint = lampPaint(server.lamp, color);
  return [
    { text: LAMP_GLYPHS[server.lamp], paint },
    { text: server.name },
    { text: server.state, paint },
    { text: server.state === 'stopped' ? '–' : server.health },
    { text: formatCount(server.pid) },
    { text: formatDuration(server.uptime_seconds) },
    { text: String(server.restarts) },
    { text: formatCount(server.tools) },
    { text: formatPercent(server.cpu_percent) },
    { text: formatMemory(server.memory_bytes) },
  ];
}

/** Why the server is as it is, and what would mend it. */
export function remarksOn({
  name,
  reason,
  problem,
  health_reasons,
  state,
  next_start_at,
}: ServerView): string[] {
  const why = problem?.message ?? reason ?? (state === 'ready' ? health_reasons[0] : undefined);
  if (why === undefined) return [];
  const fix = problem?.fix ?? null;
  const due =
    next_start_at === null ? '' : `; next start at ${new Date(next_start_at).toLocaleTimeString('en-GB')}`;
  return [
    `${name}: ${plainText(why)}${due}`,
    ...(fix === null ? [] : [`${' '.repeat(name.length + 2)}${plainText(fix)}`]),
  ];
}
