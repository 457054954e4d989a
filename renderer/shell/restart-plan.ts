import type { ServerView } from '#contract/server.ts';

/** Which servers "Restart all" touches: those that run. One that is stopped, down or failed stays what it is. */
export function restartPlan(servers: readonly ServerView[]): { restart: string[]; leave: string[] } {
  const restart: string[] = [];
  const leave: string[] = [];
  for (const { name, state } of servers) {
    (state === 'ready' || state === 'starting' ? restart : leave).push(name);
  }
  return { restart, leave };
}
