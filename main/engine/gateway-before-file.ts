import type { GatewaySettings } from './configuration/configuration.ts';

/** What holds while no configuration could be read: there is no server then, and nobody changes anything. */
export const GATEWAY_BEFORE_FILE: GatewaySettings = {
  maxClients: 100,
  messageMaxBytes: 16_000_000,
  ratePerSecond: null,
  cacheEntries: 1_000,
  recentRequests: 1_000,
  recordArguments: false,
  protocolVersion: null,
  batchSize: 100,
  admin: null,
};
