import type { GatewaySettings, ServerConfig } from '../server-config.ts';

/** What the gateway does with a server that says nothing of it. */
export const REQUEST_DEFAULTS = {
  share: 'auto',
  tools: { allow: ['*'], deny: [], rename: {}, rules: [], clients: [] },
  cache: { ttlMs: 300_000 },
  breaker: { failures: 5, openMs: 60_000, errorRatePercent: 50, minimum: 20, windowMs: 60_000 },
  retry: { attempts: 3, delayMs: 100 },
  connections: { min: 1, max: 10 },
} as const satisfies Partial<ServerConfig>;

export const REQUEST_TIMEOUTS = { requestMs: 60_000, requestMaxMs: 86_400_000 } as const;
export const REQUEST_LIMITS = { inFlight: 256, queue: 1_000 } as const;

export const GATEWAY_DEFAULTS: GatewaySettings = {
  maxClients: 100,
  messageMaxBytes: 16 * 1024 * 1024,
  ratePerSecond: null,
  cacheEntries: 1_000,
  recentRequests: 1_000,
  recordArguments: false,
  admin: { destructive: 'ask', ranking: null },
};
