import type { FastifyInstance } from 'fastify';
import type { ServerView } from '#contract/server.ts';
import type { ClientView } from '#contract/traffic.ts';
import type { Door } from '../door.ts';

/** `GET /mcp-status`: what each server speaks and offers, where clients reach it, and who they are. */
export function addMcpStatusRoute(server: FastifyInstance, door: Door): void {
  server.get('/mcp-status', async () => {
    const { engine, servers } = door.snapshot();
    const { at, clients } = await door.call('traffic', {});
    return {
      timestamp: at,
      /** Of all servers under one roof. */
      url: endpointUrl(engine.url, ''),
      servers: servers.map((view) => ({
        ...protocolOf(view),
        sessions: clients.filter(({ server: name, era }) => name === view.name && era === 'legacy').length,
        url: endpointUrl(engine.url, `/${encodeURIComponent(view.name)}`),
      })),
      clients: clients.map(clientOf),
    };
  });
}

function protocolOf(view: ServerView) {
  const { traffic } = view;
  return {
    name: view.name,
    state: view.state,
    era: view.era,
    protocol_version: view.protocol_version,
    server_name: view.server_name,
    server_version: view.server_version,
    transport: view.transport,
    location: view.location,
    tools: view.tools,
    resources: view.resources,
    prompts: view.prompts,
    share: traffic.share,
    breaker: traffic.breaker,
    breaker_reason: traffic.breaker_reason,
    clients: traffic.clients,
    requests: traffic.requests,
    errors: traffic.errors,
    rejected: traffic.rejected,
  };
}

function clientOf({ id, name, version, era, protocol_version, transport, server, since }: ClientView) {
  return { id, name, version, era, protocol_version, transport, server, since };
}

function endpointUrl(url: string | null, path: string): string | null {
  return url === null ? null : `${url}mcp${path}`;
}
