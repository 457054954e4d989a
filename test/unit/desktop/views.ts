import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';

/** A healthy running server; a test says what is different. */
export function serverView(name: string, different: Partial<ServerView> = {}): ServerView {
  return {
    name,
    transport: 'stdio',
    command: 'node server.js',
    state: 'ready',
    reason: null,
    problem: null,
    health: 'healthy',
    health_reasons: [],
    lamp: 'ok',
    pid: 100,
    restarts: 0,
    last_exit: null,
    next_start_at: null,
    started_at: '2026-01-01T00:00:00.000Z',
    uptime_seconds: 1,
    era: 'legacy',
    protocol_version: '2025-11-25',
    server_name: name,
    server_version: '1.0.0',
    tools: 1,
    resources: null,
    prompts: null,
    probe_ms: 1,
    cpu_percent: 0,
    memory_bytes: 1,
    processes: 1,
    ...different,
  };
}

export function overview(different: Partial<Overview> = {}): Overview {
  return {
    lamp: 'ok',
    status: 'healthy',
    sentence: 'All clear',
    detail: '2 healthy',
    attention: [],
    total: 2,
    ready: 2,
    cpu_percent: 0,
    memory_bytes: 1,
    processes: 2,
    ...different,
  };
}
