import type { ServerView } from '#contract/server.ts';

/** Restarts of all servers since the engine started. */
export function totalRestarts(servers: readonly ServerView[]): number {
  return servers.reduce((sum, server) => sum + server.restarts, 0);
}

/** The middle value; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  if (upper === undefined) return null;
  const lower = sorted[(sorted.length - 1) >> 1] ?? upper;
  return (lower + upper) / 2;
}
