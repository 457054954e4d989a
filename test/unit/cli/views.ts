import type { LifecycleEvent, ProcessView } from '#contract/history.ts';
import type { LogLine, LogPage } from '#contract/log-line.ts';
import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { fakeServerView } from '../../fakes/server-view.ts';
import { fakeUsage } from '../../fakes/usage.ts';

/** A ready, healthy server, but for what the test says. */
export function serverView(name: string, but: Partial<ServerView> = {}): ServerView {
  return fakeServerView(name, {
    pid: 4711,
    started_at: '2026-11-21T10:00:00.000Z',
    uptime_seconds: 75,
    tools: 3,
    resources: 0,
    prompts: 0,
    probe_ms: 2,
    cpu_percent: 1.25,
    memory_bytes: 80_000_000,
    ...but,
  });
}

const OVERVIEW: Overview = {
  lamp: 'ok',
  status: 'healthy',
  sentence: 'All clear',
  detail: '2 healthy',
  attention: [],
  total: 2,
  ready: 2,
  cpu_percent: null,
  memory_bytes: null,
  processes: null,
};

export function snapshotOf(servers: ServerView[], overview: Partial<Overview> = {}): Snapshot {
  return {
    engine: {
      version: '0.1.0',
      pid: 1,
      started_at: '2026-11-21T10:00:00.000Z',
      home: '/home/signalbox',
      url: 'http://127.0.0.1:4870/',
      processors: 4,
      shell_path: null,
      runtime: { started_by: 'terminal' as const, mode: 'production' as const, why: [], defaults: {} },
    },
    overview: { ...OVERVIEW, ...overview },
    servers,
    configuration: {
      file: 'servers.json',
      valid: true,
      findings: [],
      applied_at: null,
      plan: null,
      format: 'jsonc' as const,
      revision: null,
      version: 1,
      outdated: false,
      rollbacks: [],
    },
    register: [],
    alerts: { alerts: [], firing: 0, worst: null, paused_until: null, quiet_hours: false },
    samples: [],
  };
}

export function logLine(seq: number, text: string, but: Partial<LogLine> = {}): LogLine {
  return {
    seq,
    at: new Date(Date.UTC(2026, 10, 21, 10, 0, seq)).toISOString(),
    server: 'memory',
    stream: 'stderr',
    level: 'info',
    text,
    ...but,
  };
}

/** A page of log lines, of which the engine met `matched` in all. */
export function logPage(lines: LogLine[], matched = lines.length): LogPage {
  return {
    lines,
    matched,
    matched_by_level: { error: 0, warn: 0, info: matched, debug: 0 },
    searched: matched,
    newest_seq: lines.at(-1)?.seq ?? null,
  };
}

/** All that there is of a ready server without processes and history, but for what the test says. */
export function serverDetail(
  name: string,
  but: Partial<ServerView> = {},
  rest: Partial<Omit<ServerDetail, 'server'>> = {},
): ServerDetail {
  return {
    server: serverView(name, but),
    environment: [],
    working_folder: null,
    processes: [],
    events: [],
    settings: {},
    ...rest,
  };
}

/** A living process that was not sampled yet, but for what the test says. */
export function processView(pid: number, but: Partial<ProcessView> = {}): ProcessView {
  return {
    server: 'memory',
    instance: 1,
    pid,
    ppid: 1,
    command: 'node x.js',
    root: false,
    started_at: '2026-11-21T10:00:00.000Z',
    ended_at: null,
    exit_code: null,
    signal: null,
    ...fakeUsage(),
    status: null,
    executable: null,
    working_folder: null,
    children: 0,
    ...but,
  };
}

export function lifecycleEvent(id: number): LifecycleEvent {
  return {
    id,
    at: '2026-11-21T10:00:00.000Z',
    server: 'memory',
    instance: 1,
    run: id,
    from: 'ready',
    to: 'backing-off',
    code: 'exited',
    reason: `memory exited, time ${id}`,
    pid: 42,
    exit_code: 1,
    signal: null,
    next_start_ms: 312.4,
  };
}
