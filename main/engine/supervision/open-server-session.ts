import type { ServerConfig } from '../configuration/configuration.ts';
import { type McpSession, openHttpSession, openSession, type SessionEvents } from '../mcp/mcp.ts';
import type { Clock } from '../ports.ts';
import type { Child } from '../process/process.ts';

/** Opens the conversation over the pipes of a process, or by URL where it has one. */
export function openServerSession(options: {
  readonly config: ServerConfig;
  /** Null for a remote server. */
  readonly child: Child | null;
  readonly events: SessionEvents;
  readonly clock: Clock;
  readonly version: string;
}): McpSession {
  const { config, child, events, clock, version } = options;
  if (child?.output.kind === 'pipes') return openSession(child.output, events, clock, version);
  if (config.url === null) throw new Error(`${config.name} has neither pipes nor a URL`);
  const { url, headers, httpTransport: transport, connections } = config;
  // A process that has just been launched opens its port in its own time.
  const retryRefusedUntilReady = child !== null;
  return openHttpSession({
    url,
    headers,
    transport,
    connections,
    events,
    clock,
    version,
    retryRefusedUntilReady,
  });
}
