import type { ShellPath } from '#contract/executable.ts';
import type { LimitView } from '#contract/limit.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import { formatDuration, formatMemory, formatMs, formatPercent } from '../figures.ts';
import { lampPaint } from '../lamp.ts';
import { localTime } from '../local-time.ts';
import { plainText } from '../plain-text.ts';
import { formatShellPath } from '../shell-path.ts';
import { formatTable } from '../table.ts';
import { formatProcessTree } from './process-tree.ts';

type Fact = readonly [name: string, value: string | null];

/** What `signalbox status NAME` prints: a head line, one line for each fact that there is, the process tree. */
export function formatServerDetail(
  { server, processes, working_folder }: ServerDetail,
  shellPath: ShellPath | null,
  now: Date,
  color: boolean,
): string[] {
  const paint = lampPaint(server.lamp, color);
  const state = server.installing ? `${server.state} (installing)` : server.state;
  const health = server.state === 'stopped' ? '' : ` · ${server.health}`;
  const facts: Fact[] = [
    ...whyFacts(server, now),
    ...programFacts(server, working_folder, shellPath),
    ...runFacts(server, now),
    ...settingFacts(server, now),
  ];
  const tree = formatProcessTree(processes);
  return [
    `${paint(LAMP_GLYPHS[server.lamp])} ${server.name}: ${paint(state)}${health}`,
    ...factLines(facts),
    ...section('Limits', server.limits.map(limitLine)),
    ...section('Instances', instanceLines(server)),
    ...section('Processes', tree),
  ];
}

function whyFacts(server: ServerView, now: Date): Fact[] {
  const { reason, problem, health_reasons, next_step, next_start_at } = server;
  const why = problem?.message ?? reason;
  const fix = problem?.fix ?? null;
  // The step often says how to mend it too.
  const next = fix === null ? next_step : (next_step?.replace(fix, '').trim() ?? null);
  // The verdict often rests on just that.
  const health = health_reasons.filter((one) => one !== why);
  const due = next_start_at === null ? null : Math.max(0, Date.parse(next_start_at) - now.getTime());
  return [
    ['reason', why],
    ['to mend it', fix],
    ['health', health.length === 0 ? null : health.join('; ')],
    ['next', next === '' ? null : next],
    ['next start', due === null ? null : `in ${formatMs(due)}`],
    ['answers', server.hung ? 'no: it hangs, and is left running as configured' : null],
    ['port', portText(server)],
  ];
}

function programFacts(
  { command, executable, location }: ServerView,
  folder: string | null,
  shellPath: ShellPath | null,
): Fact[] {
  const manager = executable?.manager ?? null;
  const real =
    executable === null || executable.real_path === executable.path ? '' : ` → ${executable.real_path}`;
  const path = shellPath === null ? null : formatShellPath(shellPath);
  return [
    [location === 'remote' ? 'address' : 'command', command],
    [
      'executable',
      executable === null ? null : `${executable.path}${real}${manager === null ? '' : ` (${manager})`}`,
    ],
    ['PATH', location === 'remote' ? null : path],
    ['folder', folder],
  ];
}

function runFacts(server: ServerView, now: Date): Fact[] {
  const { pid, uptime_seconds, adopted, last_exit, protocol_version, server_name, server_version } = server;
  const up = uptime_seconds === null ? '' : `, up ${formatDuration(uptime_seconds)}`;
  const counts = (['tools', 'resources', 'prompts'] as const)
    .filter((list) => server[list] !== null)
    .map((list) => `${server[list]} ${list}`);
  return [
    [
      'process',
      pid === null ? null : `pid ${pid}${up}${adopted ? ', taken over from an earlier engine' : ''}`,
    ],
    [
      'uses',
      server.memory_bytes === null
        ? null
        : `${formatPercent(server.cpu_percent)} of a core, ${formatMemory(server.memory_bytes)}, ${server.processes ?? 0} ${server.processes === 1 ? 'process' : 'processes'}`,
    ],
    [
      'speaks',
      protocol_version === null
        ? null
        : [`MCP ${protocol_version}`, [server_name, server_version].filter((part) => part !== null).join(' ')]
            .filter((part) => part !== '')
            .join(', '),
    ],
    ['offers', counts.length === 0 ? null : counts.join(', ')],
    [
      'requests',
      server.in_flight + server.queued === 0 ? null : `${server.in_flight} in work, ${server.queued} waiting`,
    ],
    ['last used', server.last_used_at === null ? null : ago(server.last_used_at, now)],
    [
      'last exit',
      last_exit === null
        ? null
        : `${exitText(last_exit)} at ${localTime(new Date(last_exit.at))}${last_exit.stderr === null ? '' : `: ${last_exit.stderr}`}`,
    ],
  ];
}

function settingFacts(server: ServerView, now: Date): Fact[] {
  const { restarts, limit_restarts, idle_stop_at } = server;
  const start = server.start === 'on-demand' ? 'with the first request' : 'with Signalbox';
  const idle =
    idle_stop_at === null
      ? ''
      : `, stopped when unused for another ${formatMs(Math.max(0, Date.parse(idle_stop_at) - now.getTime()))}`;
  return [
    ['starts', server.location === 'remote' ? null : `${start}${idle}`],
    ['restart', `${server.restart_policy}; ${restarts} so far, ${limit_restarts} more for limits`],
    ['depends on', server.depends_on.length === 0 ? null : server.depends_on.join(', ')],
  ];
}

function exitText({ code, signal }: { code: number | null; signal: string | null }): string {
  if (signal !== null) return `ended by ${signal}`;
  return code === null ? 'ended, its exit code is unknown' : `code ${code}`;
}

function portText({ port_holder }: ServerView): string | null {
  if (port_holder === null) return null;
  const { port, pid, command, ours } = port_holder;
  const who = [command, pid === null ? null : `pid ${pid}`].filter((part) => part !== null).join(', ');
  return `${port} is taken by ${who === '' ? 'another process' : who}${ours ? ', which Signalbox started' : ''}`;
}

function ago(at: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(at)) / 1000;
  return seconds < 1 ? 'now' : `${formatDuration(seconds)} ago`;
}

const LIMIT_NAMES: Readonly<Record<LimitView['limit'], string>> = {
  memory_soft: 'memory, soft',
  memory_hard: 'memory, hard',
  cpu_quota: 'processor',
  open_files: 'open files of each process',
  processes: 'processes',
};

function limitLine({ limit, value, enforced_by, detail }: LimitView): string {
  return `${LIMIT_NAMES[limit]}: ${limitValue(limit, value)} (${enforced_by}): ${plainText(detail)}`;
}

function limitValue(limit: LimitView['limit'], value: number): string {
  if (limit === 'memory_soft' || limit === 'memory_hard') return formatMemory(value);
  return limit === 'cpu_quota' ? formatPercent(value) : String(value);
}

function instanceLines({ instances }: ServerView): string[] {
  if (instances.length === 0) return [];
  return formatTable(
    [
      { title: 'NO', align: 'right' },
      { title: 'STATE', align: 'left' },
      { title: 'PID', align: 'right' },
      { title: 'IN WORK', align: 'right' },
    ],
    instances.map(({ instance, state, pid, in_flight }) => [
      { text: String(instance) },
      { text: state },
      { text: pid === null ? '–' : String(pid) },
      { text: String(in_flight) },
    ]),
  );
}

function factLines(facts: readonly Fact[]): string[] {
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== null);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `  ${name.padEnd(width)}  ${plainText(value)}`);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
