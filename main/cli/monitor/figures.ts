import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { SamplePass, ServersChange, Snapshot } from '#contract/snapshot.ts';

/** As many as the widest sparkline may have cells. */
const KEPT_PASSES = 60;

/** All that a monitor shows of one moment. */
export interface Figures {
  readonly engine: Snapshot['engine'];
  readonly overview: Overview;
  /** In the order of the configuration file. */
  readonly servers: readonly ServerView[];
  /** Oldest first. */
  readonly passes: readonly SamplePass[];
}

export function figuresOf({ engine, overview, servers, samples }: Snapshot): Figures {
  return { engine, overview, servers, passes: samples.slice(-KEPT_PASSES) };
}

export function withPass(figures: Figures, pass: SamplePass): Figures {
  return { ...figures, passes: [...figures.passes, pass].slice(-KEPT_PASSES) };
}

export function withChange(figures: Figures, { overview, changed, removed, order }: ServersChange): Figures {
  const byName = new Map(figures.servers.map((server) => [server.name, server]));
  for (const name of removed) byName.delete(name);
  for (const server of changed) byName.set(server.name, server);
  const servers = order.flatMap((name) => byName.get(name) ?? []);
  return { ...figures, overview, servers };
}

export type PassFigure = keyof SamplePass['servers'][string];

/** One figure over the last passes; null where the server ran no process, or the figure was not known. */
export function seriesOf({ passes }: Figures, server: string, figure: PassFigure): (number | null)[] {
  return passes.map(({ servers }) => servers[server]?.[figure] ?? null);
}

/** Of clients, a second, at the last pass; null where the gateway had none to ask, or nothing was sampled. */
export function rateOf(figures: Figures, server: string): number | null {
  return figures.passes.at(-1)?.servers[server]?.requests_per_second ?? null;
}

/** Whether something of it runs: a process, or the connection to one that somebody else runs. */
export function isRunning({ pid, state }: ServerView): boolean {
  return pid !== null || state === 'ready';
}
