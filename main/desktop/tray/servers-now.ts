import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServersChange } from '#contract/snapshot.ts';

/** The servers as the tray knows them. */
export interface ServersNow {
  readonly overview: Overview;
  /** In the order of the configuration file. */
  readonly servers: readonly ServerView[];
}

/** The servers after a change. */
export function afterChange(now: ServersNow, change: ServersChange): ServersNow {
  const byName = new Map([...now.servers, ...change.changed].map((server) => [server.name, server]));
  return { overview: change.overview, servers: change.order.flatMap((name) => byName.get(name) ?? []) };
}
