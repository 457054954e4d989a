import type { ServerView } from '#contract/server.ts';
import type { ServerConfig } from './configuration/configuration.ts';
import type { CheckedServer } from './health/health.ts';
import type { MetricsSource, TrendServer } from './telemetry/telemetry.ts';

/** A server as configured and as it is. */
interface Known {
  readonly config: ServerConfig;
  readonly view: ServerView;
}

export function trendServer({ view }: Known): TrendServer {
  return {
    name: view.name,
    startedAtMs: view.state === 'ready' && view.started_at !== null ? Date.parse(view.started_at) : null,
    memoryLimitBytes: memoryLimitBytes(view),
  };
}

/** Whichever limit comes first; null without one. */
export function memoryLimitBytes({ limits }: ServerView): number | null {
  const memory = limits.filter(({ limit }) => limit === 'memory_soft' || limit === 'memory_hard');
  return memory.length === 0 ? null : Math.min(...memory.map(({ value }) => value));
}

export function checkedServer({ config, view }: Known): CheckedServer {
  const { name, checks, env, cwd } = config;
  return { name, checks, env, cwd, wanted: view.state !== 'stopped' };
}

export function metricsSource({ config, view }: Known): MetricsSource {
  const { name, metrics, env, cwd } = config;
  return { name, config: metrics, env, cwd, running: view.state === 'ready' };
}

/** The host of a server that is only reached by URL; null for one that runs here. */
export function remoteHost({ config: { url, command } }: Known): string | null {
  return url === null || command !== '' ? null : new URL(url).hostname;
}
