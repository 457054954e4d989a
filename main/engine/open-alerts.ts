import { basename } from 'node:path';
import type { AlertsNow } from '#contract/alert.ts';
import type { ServerView } from '#contract/server.ts';
import { type Alerts, createAlerts } from './alerts/alerts.ts';
import { type Configuration, DEFAULT_ALERTS } from './configuration/configuration.ts';
import type { Gateway } from './gateway/gateway.ts';
import { SYSTEM_NETWORK } from './health/health.ts';
import type { Logs } from './logs/logs.ts';
import type { Monitor } from './monitor.ts';
import type { Places } from './places.ts';
import type { EnginePorts } from './ports.ts';
import type { Processes } from './process/process.ts';
import type { State } from './state/state.ts';
import type { Supervision } from './supervision/supervision.ts';
import { quantile } from './telemetry/telemetry.ts';

/** Gives alerts what they look at, and a way to those who are told. The engine's address may come to be later. */
export function openAlerts(options: {
  readonly ports: EnginePorts;
  readonly places: Places;
  readonly state: State;
  readonly logs: Logs;
  readonly processes: Processes;
  readonly supervision: Supervision;
  readonly gateway: Pick<Gateway, 'requests'>;
  readonly monitor: Monitor;
  /** As it was told last. */
  readonly view: (server: string) => ServerView | null;
  readonly configuration: () => Configuration | null;
  readonly isConfigurationValid: () => boolean;
  readonly isClosing: () => boolean;
  readonly address: () => string | null;
  readonly publish: (now: AlertsNow) => void;
  readonly onFault: (text: string) => void;
}): Alerts {
  const { ports, state, logs, supervision, gateway, monitor, configuration, address } = options;
  return createAlerts({
    clock: ports.clock,
    random: ports.random,
    notifier: ports.notifier,
    state,
    run: options.processes.run,
    publish: options.publish,
    servers() {
      const servers = configuration()?.servers ?? [];
      return servers.map(({ name, command, dependsOn }) => {
        return { name, dependsOn, program: command === '' ? null : basename(command) };
      });
    },
    sources: {
      ...monitor.sources,
      settings: () => configuration()?.alerts ?? DEFAULT_ALERTS,
      configuration,
      isConfigurationValid: options.isConfigurationValid,
      view: options.view,
      isNetworkUp: SYSTEM_NETWORK.isUp,
      lifecycle: state.lifecycle,
      logs,
      stateFolder: options.places.state,
      isClosing: options.isClosing,
      onFault: options.onFault,
    },
    link(alert) {
      const url = address();
      if (url === null) return null;
      // The window reads it: renderer/store/visits.ts.
      return `${url}#show=alert&alert=${encodeURIComponent(alert.id)}`;
    },
    act: (action, server) => supervision[action]([server]),
    means: {
      restart: (server, rule) => supervision.restart([server], rule),
      reap: options.processes.reapLeftovers,
    },
    diagnosis: {
      server: (server) => (server === null ? supervision.views() : supervision.detail(server)),
      health: (server) => (server === null ? monitor.health() : supervision.health(server)),
      metrics: (server) => monitor.metrics(server ?? undefined),
      engine: () => monitor.engineFigures(),
      log: (server) => logs.query({ ...(server === null ? {} : { servers: [server] }), limit: 200 }).lines,
      requests: (server) => gateway.requests({ ...(server === null ? {} : { server }), limit: 50 }).requests,
    },
    days: {
      series: monitor.sources.history.series,
      async p95Ms(server, span) {
        return quantile(await monitor.sources.history.latencies(server, span), 0.95);
      },
      lifecycle: (filter) => state.lifecycle.page(filter),
      engineStarts: (span) =>
        state.register
          .between({ ...span, limit: 1000 })
          .filter(({ kind, text }) => kind === 'engine-started' && text === 'Signalbox started')
          .map(({ at }) => Date.parse(at)),
      trends: () => monitor.trends(),
    },
    reports: {
      register: (span) => state.register.between(span),
      logLines: (filter) => logs.query(filter).lines,
      failedRequests: (server) => gateway.requests({ server, failed: true, limit: 200 }).requests,
      lifecycle: (server, limit) => state.lifecycle.page({ server, limit }),
    },
  });
}
