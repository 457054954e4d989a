import type { ServerView } from '#contract/server.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import { formatSize, type ServerConfig } from '../configuration/configuration.ts';
import { maskSecrets } from '../logs/logs.ts';
import type { TreeSample } from '../process/process.ts';
import type { State } from '../state/state.ts';
import { configuredSecrets } from './command-line.ts';
import type { ServerGroup } from './group.ts';
import { processViews } from './process-views.ts';

const PROCESSES_SHOWN = 200;
const EVENTS_SHOWN = 100;

/** All that the page of one server shows. */
export function viewDetail(
  group: ServerGroup,
  server: ServerView,
  state: Pick<State, 'lifecycle' | 'genealogy'>,
): ServerDetail {
  const { config, name } = group;
  return {
    server,
    environment: viewEnvironment(config),
    working_folder: config.cwd,
    processes: processViews(state.genealogy.of(name, PROCESSES_SHOWN), figuresOf(group)),
    events: state.lifecycle.page({ server: name, limit: EVENTS_SHOWN }),
    settings: viewSettings(config),
  };
}

function figuresOf({ servers }: ServerGroup): TreeSample['figures'] {
  return new Map(servers.flatMap(({ sample }) => [...(sample?.figures ?? [])]));
}

function viewEnvironment(config: ServerConfig): ServerDetail['environment'] {
  const secrets = configuredSecrets(config);
  return Object.entries(config.env).map(([name, value]) => {
    // The name of a secret is for all to see.
    const written = config.references.written[`env.${name}`];
    if (written !== undefined) return { name, value: maskSecrets(written, secrets), masked: false };
    const shown = maskSecrets(value, secrets);
    return { name, value: shown, masked: shown !== value };
  });
}

/** As a person would write them in the file; what is not set is left out where null means "none". */
function viewSettings(config: ServerConfig): Record<string, string> {
  const { timeouts, liveness, restart, limits, instances, breaker, cache, retry, checks, metrics } = config;
  const settings: Record<string, string> = {
    start: config.start,
    'restart.policy': restart.policy,
    'timeouts.start': time(timeouts.startMs),
    'timeouts.install': time(timeouts.installMs),
    'timeouts.handshake': time(timeouts.handshakeMs),
    'timeouts.stdinClose': time(timeouts.stdinCloseMs),
    'timeouts.terminate': time(timeouts.terminateMs),
    'timeouts.request': time(timeouts.requestMs),
    'timeouts.requestMax': time(timeouts.requestMaxMs),
    'health.interval': time(liveness.intervalMs),
    'health.timeout': time(liveness.timeoutMs),
    'health.misses': String(liveness.misses),
    'health.onHang': liveness.onHang,
    'limits.queue': String(limits.queue),
    breaker: breaker === null ? 'false' : `${breaker.failures} failures, open for ${time(breaker.openMs)}`,
    cache: cache === null ? 'false' : time(cache.ttlMs),
    retry: retry === null ? 'false' : `${retry.attempts} attempts`,
  };
  const add = (key: string, value: string | null) => {
    if (value !== null && value !== '') settings[key] = value;
  };
  add('dependsOn', config.dependsOn.join(', '));
  add('idleStop', config.idleStopMs === null ? null : time(config.idleStopMs));
  add('keepRunning', config.keepRunning ? 'true' : null);
  add('restart.successOn', restart.successOn.join(', '));
  add('restart.preventOn', restart.preventOn.join(', '));
  add('restart.forceOn', restart.forceOn.join(', '));
  add('restart.withDependencies', restart.withDependencies ? 'true' : null);
  add('limits.memorySoft', size(limits.memorySoftBytes));
  add('limits.memoryHard', size(limits.memoryHardBytes));
  add('limits.cpuQuota', limits.cpuPercent === null ? null : `${limits.cpuPercent}%`);
  add('limits.openFiles', limits.openFiles === null ? null : String(limits.openFiles));
  add('limits.processes', limits.processes === null ? null : String(limits.processes));
  add('limits.inFlight', limits.inFlight === null ? null : String(limits.inFlight));
  add('limits.sustained', limits.memorySoftBytes === null ? null : time(limits.sustainedMs));
  add('share', config.share === 'auto' ? null : config.share);
  add('health.checks', checks.length === 0 ? null : `${checks.length}`);
  if (metrics !== null) {
    // Its arguments may hold secrets.
    add('metrics.command', metrics.command);
    add('metrics.interval', time(metrics.intervalMs));
    add('metrics.timeout', time(metrics.timeoutMs));
    add('metrics.maxSize', size(metrics.maxBytes));
  }
  if (instances !== null) {
    add('instances.min', String(instances.min));
    add('instances.max', String(instances.max));
    add('instances.concurrency', String(instances.concurrency));
  }
  return settings;
}

function time(ms: number): string {
  if (ms % 3_600_000 === 0 && ms > 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0 && ms > 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

function size(bytes: number | null): string | null {
  return bytes === null ? null : formatSize(bytes);
}
