import type { ProcessView } from '#contract/history.ts';
import type { ServerView } from '#contract/server.ts';
import type { SamplePass } from '#contract/snapshot.ts';
import type { MonitorReport, ServerReport } from './report.ts';

/** Over the passes of the time that had the server; null without one. */
interface Spread {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

export interface Measured {
  /** Passes that it rests on. */
  readonly samples: number;
  readonly cpu_percent: Spread | null;
  readonly memory_bytes: Spread | null;
  /** Of clients, within the time; null when the engine was restarted meanwhile, or the server is new. */
  readonly requests: number | null;
  /** Sent, and failed. */
  readonly errors: number | null;
  /** Refused before they were sent. */
  readonly rejected: number | null;
  /** Within the time, those for a limit included. */
  readonly restarts: number | null;
}

/** What `monitor --duration --json` prints. */
export interface MeasuredReport extends Omit<MonitorReport, 'servers' | 'summary'> {
  /** As long as it was measured; shorter than asked for when it was interrupted. */
  readonly duration_seconds: number;
  readonly servers: readonly (ServerReport & { readonly measured: Measured })[];
  /** Those of the trees at the end, parents before children; zombies among them, by their `status`. */
  readonly processes: readonly ProcessView[];
  /** `processes` is how many of the list live, as of the last pass, `zombies` how many ended and are still there. */
  readonly summary: MonitorReport['summary'] & { readonly zombies: number };
}

/** The state of all servers at one end of the time. */
export interface Mark {
  /** Tells engine runs apart, for counts begin anew with each. */
  readonly engineStartedAt: string;
  readonly servers: readonly ServerView[];
}

export function measuredOf(name: string, passes: readonly SamplePass[], start: Mark, end: Mark): Measured {
  // A server may be called `constructor`, which each pass has something of.
  const samples = passes.flatMap(({ servers }) =>
    Object.hasOwn(servers, name) ? (servers[name] ?? []) : [],
  );
  const before = start.servers.find((server) => server.name === name);
  const after = end.servers.find((server) => server.name === name);
  const both = before === undefined || after === undefined ? null : { before, after };
  const sameRun = start.engineStartedAt === end.engineStartedAt ? both : null;
  return {
    samples: samples.length,
    cpu_percent: spreadOf(samples.map(({ cpu_percent }) => cpu_percent)),
    memory_bytes: spreadOf(samples.map(({ memory_bytes }) => memory_bytes)),
    requests: sameRun && sameRun.after.traffic.requests - sameRun.before.traffic.requests,
    errors: sameRun && sameRun.after.traffic.errors - sameRun.before.traffic.errors,
    rejected: sameRun && sameRun.after.traffic.rejected - sameRun.before.traffic.rejected,
    restarts: both && restartsBetween(both.before, both.after),
  };
}

/** An edit forgets them all, and those for a limit count for an hour: a count that fell says nothing of new ones. */
function restartsBetween(before: ServerView, after: ServerView): number {
  return (
    Math.max(0, after.restarts - before.restarts) + Math.max(0, after.limit_restarts - before.limit_restarts)
  );
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  return {
    min: Math.min(...values),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    max: Math.max(...values),
  };
}
