import { createHash } from 'node:crypto';
import type { ServerConfig } from '../../configuration/configuration.ts';

/**
 * The same for as long as a server is reached in the same way, so that what it answered once holds for its next start.
 * A hash, since environment and headers may hold secrets.
 */
export function launchKey(config: ServerConfig): string {
  const { transport, command, args, env, cwd, url, httpTransport, headers } = config;
  const sorted = [env, headers].map((record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = JSON.stringify([transport, command, args, cwd, url, httpTransport, ...sorted]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
