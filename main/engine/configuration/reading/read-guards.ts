import { findNodeAtLocation } from 'jsonc-parser';
import type { ConnectionSettings, ServerConfig } from '../server-config.ts';
import { DEFAULTS, type ServerEntry } from '../versions/config-v1.ts';
import { formatDuration } from './duration.ts';
import type { Place } from './place.ts';

/** What keeps a server's requests from doing harm. */
export function readGuards(
  { cache, breaker, retry, connections }: Pick<ServerEntry, 'cache' | 'breaker' | 'retry' | 'connections'>,
  place: Place,
): Pick<ServerConfig, 'cache' | 'breaker' | 'retry' | 'connections'> {
  return {
    cache: cache && { ttlMs: cache.ttl ?? DEFAULTS.cacheTtlMs },
    breaker: breaker && {
      failures: breaker.failures ?? DEFAULTS.breakerFailures,
      openMs: breaker.open ?? DEFAULTS.breakerOpenMs,
      errorRatePercent: breaker.errorRate,
      minimum: breaker.minimum,
      windowMs: breaker.window,
    },
    retry: retry && { attempts: retry.attempts, delayMs: retry.delay },
    connections: readConnections(connections, place),
  };
}

/** One of the two alone moves the other, so that they fit. */
function readConnections(found: ServerEntry['connections'], place: Place): ConnectionSettings {
  const min = found.min ?? Math.min(1, found.max ?? 1);
  const max = found.max ?? Math.max(10, min);
  if (min > max) complain(['connections', 'min'], `must not be above max: ${min} is above ${max}`, place);
  return { min, max };
}

export function readRequestTimes(
  { request, requestMax }: ServerEntry['timeouts'],
  place: Place,
): Pick<ServerConfig['timeouts'], 'requestMs' | 'requestMaxMs'> {
  const requestMaxMs = requestMax ?? Math.max(DEFAULTS.requestMaxMs, request);
  if (requestMaxMs < request) {
    const says = `must not be below request: ${formatDuration(requestMaxMs)} is below ${formatDuration(request)}`;
    complain(['timeouts', 'requestMax'], says, place);
  }
  return { requestMs: request, requestMaxMs };
}

function complain(key: string[], says: string, { entry, path, report }: Place): void {
  report.error((findNodeAtLocation(entry.value, key) ?? entry.value).offset, [...path, ...key], says);
}
