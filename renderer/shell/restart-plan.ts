import { POSSIBLE_COMMANDS } from '#contract/possible-commands.ts';
import type { ServerView } from '#contract/server.ts';

/** Which servers "Restart all" touches: those that run. One that is stopped, down or failed stays what it is. */
export function restartPlan(servers: readonly ServerView[]): { restart: string[]; leave: string[] } {
  const restart: string[] = [];
  const leave: string[] = [];
  for (const { name, state } of servers) {
    (POSSIBLE_COMMANDS[state].restart === null ? restart : leave).push(name);
  }
  return { restart, leave };
}
