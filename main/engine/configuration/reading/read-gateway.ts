import type { GatewaySettings } from '../server-config.ts';
import { DEFAULTS, type FileSettings } from '../versions/config-v1.ts';
import type { Property } from './key-findings.ts';
import type { Report } from './report.ts';

/** What clients reach Signalbox itself by, as a server among the others. */
const ADMIN_SERVER = 'signalbox';

export function readGateway(found: FileSettings['gateway']): GatewaySettings {
  const { admin } = found;
  return {
    maxClients: found.maxClients,
    messageMaxBytes: found.messageSize,
    ratePerSecond: found.rate ?? null,
    cacheEntries: found.cacheEntries ?? DEFAULTS.cacheEntries,
    recentRequests: found.recentRequests,
    recordArguments: found.recordArguments,
    protocolVersion: found.protocolVersion ?? null,
    batchSize: found.batchSize,
    admin: admin && { destructive: admin.destructive, ranking: admin.ranking ?? null },
  };
}

/** Two servers can't be reached by one name. To be called where the admin server is on. */
export function checkAdminName(servers: readonly Property[], report: Report): void {
  for (const { name, key } of servers) {
    if (name.toLowerCase() !== ADMIN_SERVER) continue;
    const says =
      'has the name of the admin server: rename it, or switch that one off with "gateway": { "admin": false }';
    report.error(key.offset, ['mcpServers', name], says);
  }
}
