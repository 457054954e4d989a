import { ProblemError } from '#contract/problem.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import type { SamplePass } from '#contract/snapshot.ts';
import type { Configuration } from './configuration/configuration.ts';
import type { Clock } from './ports.ts';
import { NO_USAGE } from './process/process.ts';
import { keepRecentPasses } from './recent-passes.ts';
import type { Supervision } from './supervision/supervision.ts';
import { type TrafficLog, viewMetrics } from './telemetry/telemetry.ts';

/** What the engine measures of its servers, keeps, and makes of it. */
export interface Monitor {
  /** Takes one pass over all servers. */
  pass(): Promise<SamplePass>;
  /** The last minutes, oldest first. */
  recent(): SamplePass[];
  /** In the order of the configuration. Throws ProblemError `unknown-server`. */
  metrics(server?: string): ServerMetrics[];
}

export interface MonitorOptions {
  readonly clock: Clock;
  readonly traffic: TrafficLog;
  /** Asked when all of them are there. */
  readonly supervision: () => Supervision;
  readonly configuration: () => Configuration | null;
}

export function openMonitor(options: MonitorOptions): Monitor {
  const { clock, traffic, supervision } = options;
  const recent = keepRecentPasses();
  return {
    async pass() {
      const sampling = await supervision().sample();
      return recent.add(sampling, traffic.totals);
    },
    recent: recent.all,
    metrics(server) {
      const views = server === undefined ? supervision().views() : [found(supervision(), server)];
      return views.map((view) =>
        viewMetrics({
          nowMs: clock.now(),
          view,
          usage: supervision().usage(view.name),
          noUsage: NO_USAGE,
          totals: traffic.totals(view.name),
          figures: traffic.server(view.name),
          custom: null,
        }),
      );
    },
  };
}

function found(supervision: Supervision, name: string) {
  const view = supervision.view(name);
  if (view === null) throw new ProblemError('unknown-server', `there is no server named ${name}`);
  return view;
}

/** Interim: the handlers of what is being built. */
export async function notYet(): Promise<never> {
  throw new ProblemError('closing', 'Signalbox is only just starting');
}
