import type { ServerTraffic } from '#contract/traffic.ts';

/** A server that no client has asked anything yet. */
export function untouched(server: string): ServerTraffic {
  return {
    server,
    clients: 0,
    requests: 0,
    errors: 0,
    rejected: 0,
    error_rate: null,
    mean_ms: null,
    p50_ms: null,
    p95_ms: null,
    breaker: 'closed',
    breaker_reason: null,
    breaker_trial_at: null,
    cache_entries: 0,
    cache_hits: 0,
    cache_misses: 0,
    share: 'one',
    share_reason: 'no client has used it yet',
  };
}
