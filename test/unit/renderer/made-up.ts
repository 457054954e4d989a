import type { LogLine } from '#contract/log-line.ts';
import type { ServerView } from '#contract/server.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

export const AT = '2026-11-21T09:46:02.137Z';

export function serverView(part: Partial<ServerView> = {}): ServerView {
  return fakeServerView('memory', {
    pid: 4242,
    started_at: AT,
    server_name: 'memory-server',
    server_version: '1.2.3',
    tools: 9,
    probe_ms: 2,
    cpu_percent: 0.4,
    memory_bytes: 74_000_000,
    ...part,
  });
}

export function snapshotOf(servers: ServerView[], part: Partial<Snapshot> = {}): Snapshot {
  return {
    engine: {
      version: '0.1.0',
      pid: 1,
      started_at: AT,
      home: '/home',
      url: 'http://127.0.0.1:4870/',
      processors: 4,
      shell_path: null,
      runtime: { started_by: 'terminal' as const, mode: 'production' as const, why: [], defaults: {} },
    },
    overview: {
      lamp: 'ok',
      status: 'healthy',
      sentence: 'All clear',
      detail: `${servers.length} healthy`,
      attention: [],
      total: servers.length,
      ready: servers.length,
      cpu_percent: 1,
      memory_bytes: 1,
      processes: 1,
    },
    servers,
    configuration: {
      file: '/home/servers.json',
      valid: true,
      findings: [],
      applied_at: AT,
      plan: null,
      format: 'jsonc',
      revision: null,
      version: 1,
      outdated: false,
      rollbacks: [],
    },
    register: [],
    alerts: { alerts: [], firing: 0, worst: null, paused_until: null, quiet_hours: false },
    samples: [],
    ...part,
  };
}

export function logLine(seq: number, part: Partial<LogLine> = {}): LogLine {
  return { seq, at: AT, server: 'memory', stream: 'stderr', level: 'info', text: `line ${seq}`, ...part };
}
