import type { FastifyInstance } from 'fastify';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from '../door.ts';

/** `GET /debug-info`: what Signalbox itself uses, for those who develop it. Secrets are masked as everywhere. */
export function addDebugRoute(server: FastifyInstance, door: Door): void {
  server.get('/debug-info', async () => {
    if (!isDebugging() && door.isProfiling?.() !== true) {
      const message =
        'this is for development: set monitoring.profiling to true, or start Signalbox with NODE_ENV=development or SIGNALBOX_DEBUG=1 in its environment';
      throw new ProblemError('not-found', message);
    }
    const { engine, servers, configuration, register, samples } = door.snapshot();
    const { clients, flows, in_flight: inFlight } = await door.call('traffic', {});
    return {
      timestamp: new Date().toISOString(),
      engine,
      figures: await door.call('engine-figures', {}),
      versions: process.versions,
      node_arguments: process.execArgv,
      memory: process.memoryUsage(),
      resources: countEach(process.getActiveResourcesInfo()),
      counts: {
        servers: servers.length,
        servers_by_state: countEach(servers.map(({ state }) => state)),
        clients: clients.length,
        flows: flows.length,
        requests_in_flight: inFlight.length,
        register: register.length,
        sampling_passes: samples.length,
      },
      configuration,
    };
  });
}

/** Asked at each request: it costs nothing, and a test can change it. */
function isDebugging(): boolean {
  return process.env['SIGNALBOX_DEBUG'] === '1';
}

function countEach(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
