import type { ServerConfig } from '../../configuration/configuration.ts';

export interface Share {
  readonly mode: 'one' | 'per-client';
  /** A sentence without a full stop. */
  readonly reason: string;
}

/**
 * Whether the next client gets a process of its own. A process that several clients share can't say whose question its
 * question is; one that was seen to ask is therefore given to one client each.
 * @param era null while it is not known
 */
export function decideShare(
  { share, transport, instances }: Pick<ServerConfig, 'share' | 'transport' | 'instances'>,
  era: 'legacy' | 'modern' | null,
  asksClients: boolean,
): Share {
  if (share === 'per-client') return { mode: 'per-client', reason: 'the configuration says so' };
  if (share === 'one') {
    const hint = asksClients ? '; it asks its clients questions, so "per-client" would suit it' : '';
    return { mode: 'one', reason: `the configuration says so${hint}` };
  }
  if (era === 'modern') return { mode: 'one', reason: 'its revision of MCP keeps nothing between requests' };
  if (transport === 'http')
    return { mode: 'one', reason: 'it is reached by URL, and answers each request by itself' };
  if (instances !== null) return { mode: 'one', reason: 'it is declared stateless by "instances"' };
  if (asksClients) {
    const reason = 'it was seen to ask its client something, and one process can’t tell its clients apart';
    return { mode: 'per-client', reason };
  }
  return { mode: 'one', reason: 'it has asked its clients nothing so far' };
}
