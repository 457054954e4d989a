import type { Alert } from '#contract/alert.ts';
import type { ServerView } from '#contract/server.ts';
import type { SystemFacts } from '../../health/health.ts';

/** One continuous check: a line of `alerts/checks.jsonl`. Fields are added, none is renamed. */
export function checkOf(
  atMs: number,
  views: readonly ServerView[],
  facts: SystemFacts | null,
  open: readonly Alert[],
) {
  const scores = views.map(({ score }) => score).filter((score) => score !== null);
  return {
    at: new Date(atMs).toISOString(),
    /** The lowest among the servers. */
    score: scores.length === 0 ? null : Math.min(...scores),
    memory_percent: facts === null ? null : rounded(memoryPercent(facts)),
    disk_free_bytes: facts === null ? null : leastFree(facts),
    servers: views.map(
      ({ name, state, health, score, cpu_percent, memory_bytes, probe_ms, restarts, traffic }) => ({
        server: name,
        state,
        health,
        score,
        cpu_percent: rounded(cpu_percent),
        memory_bytes,
        probe_ms: rounded(probe_ms),
        restarts,
        requests: traffic.requests,
        errors: traffic.errors,
      }),
    ),
    alerts: open
      .filter(({ state }) => state !== 'pending')
      .map(({ id, rule, server, severity, state }) => ({ id, rule, server, severity, state })),
  };
}

function memoryPercent({ memory }: SystemFacts): number | null {
  return memory === null ? null : 100 * (1 - memory.availableBytes / memory.totalBytes);
}

function leastFree({ disks }: SystemFacts): number | null {
  return disks.length === 0 ? null : Math.min(...disks.map(({ freeBytes }) => freeBytes));
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
