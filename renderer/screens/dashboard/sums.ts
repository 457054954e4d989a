import type { ServerView } from '#contract/server.ts';
import type { Traffic } from '#contract/traffic.ts';

/** The server with the lowest score, the first of several; null while none has a score. */
export function lowestScore(
  servers: readonly ServerView[],
): { readonly name: string; readonly score: number; readonly lamp: ServerView['lamp'] } | null {
  let lowest: { name: string; score: number; lamp: ServerView['lamp'] } | null = null;
  for (const { name, score, lamp } of servers) {
    if (score !== null && (lowest === null || score < lowest.score)) lowest = { name, score, lamp };
  }
  return lowest;
}

/** Requests a second of all clients to all servers in the last minute; null before anything is known. */
export function totalRate(traffic: Traffic | null): number | null {
  if (traffic === null) return null;
  return traffic.flows.reduce((sum, { requests_per_second: rate }) => sum + rate, 0);
}
