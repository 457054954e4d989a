import type { Configuration } from '../server-config.ts';
import { type MissingReference, missingOf, type ReferenceUse } from './resolve-references.ts';

type Sections = Pick<Configuration, 'alerts' | 'monitoring' | 'gateway'>;

/**
 * Sections as they can be used while something that they name has no value: no export, tools ranked here, and channels that
 * know what they lack. Of servers that is in their own references.
 */
export function withoutMissing<Found extends Sections>(found: Found, uses: readonly ReferenceUse[]): Found {
  const missing = uses.filter(({ isMissing }) => isMissing);
  if (missing.length === 0) return found;
  const within = (...section: readonly string[]): readonly MissingReference[] =>
    missing.filter(({ path }) => section.every((step, at) => path[at] === step)).map(missingOf);
  const { alerts, monitoring, gateway } = found;
  const lacksRanking = within('gateway', 'admin', 'ranking').length > 0;
  const admin = gateway.admin !== null && lacksRanking ? { ...gateway.admin, ranking: null } : gateway.admin;
  return {
    ...found,
    alerts: {
      ...alerts,
      channels: alerts.channels.map((channel) => {
        const lacking = within('alerts', 'channels', channel.name);
        return lacking.length === 0 ? channel : { ...channel, missing: lacking };
      }),
    },
    monitoring: within('monitoring', 'otlp').length === 0 ? monitoring : { ...monitoring, otlp: null },
    gateway: { ...gateway, admin },
  };
}
