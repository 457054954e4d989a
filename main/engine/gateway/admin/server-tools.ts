import { z } from 'zod';
import type { ServerView } from '#contract/server.ts';
import { Health, ServerState } from '#contract/server-state.ts';
import { BreakerState, MethodLatency } from '#contract/traffic.ts';
import type { AdminContext, AdminOptions } from './admin-options.ts';
import { type AdminTool, defineTool } from './admin-tool.ts';

const LOOK_MS = 250;
const SLOWEST_SHOWN = 20;

const ServerSummary = z.object({
  name: z.string(),
  state: ServerState,
  health: Health,
  /** Why, and what happens next or what its owner can do. */
  reason: z.string().nullable(),
  next_step: z.string().nullable(),
  server_name: z.string().nullable(),
  protocol_version: z.string().nullable(),
  tools: z.number().nullable(),
  uptime_seconds: z.number().nullable(),
  restarts: z.number(),
});

const Statistics = z.object({
  name: z.string(),
  state: ServerState,
  requests: z.number(),
  errors: z.number(),
  error_rate_last_minute: z.number().nullable(),
  mean_ms_last_minute: z.number().nullable(),
  p50_ms_last_minute: z.number().nullable(),
  p95_ms_last_minute: z.number().nullable(),
  in_flight: z.number(),
  queued: z.number(),
  clients: z.number(),
  breaker: BreakerState,
  cache_hits: z.number(),
  cache_misses: z.number(),
  memory_bytes: z.number().nullable(),
  cpu_percent: z.number().nullable(),
  processes: z.number().nullable(),
  restarts: z.number(),
  uptime_seconds: z.number().nullable(),
  last_exit: z.string().nullable(),
});

const One = z.strictObject({ server: z.string().min(1).describe('Its name, as list_servers gives it.') });

const OneStarted = One.extend({
  wait_seconds: z
    .number()
    .min(0)
    .max(120)
    .default(30)
    .describe('How long to wait until it is ready, or is seen to fail; 0 answers at once.'),
});

export function serverTools(options: AdminOptions): AdminTool[] {
  const { call, clock } = options;
  const servers = async () => (await call('snapshot', {})).servers;
  const one = async (name: string) => (await call('server', { name })).server;

  async function settle(name: string, waitSeconds: number, context: AdminContext): Promise<ServerView> {
    const startMs = clock.monotonic();
    for (;;) {
      const view = await one(name);
      const waitedMs = clock.monotonic() - startMs;
      const leftMs = waitSeconds * 1000 - waitedMs;
      if (!isUnderWay(view) || leftMs <= 0 || context.signal.aborted) return view;
      context.progress(waitedMs / 1000, waitSeconds, `${name} is ${view.state}`);
      await new Promise<void>((resolve) => void clock.after(Math.min(LOOK_MS, leftMs), resolve));
    }
  }

  return [
    defineTool(options, {
      name: 'list_servers',
      title: 'List the servers',
      description: 'All MCP servers that Signalbox looks after, with state, health and the reason for it.',
      input: z.strictObject({
        states: z.array(ServerState).optional().describe('Only servers in one of these states.'),
      }),
      output: z.object({ servers: z.array(ServerSummary) }),
      effect: 'reads',
      idempotent: true,
      action: null,
      async run({ states }) {
        const all = await servers();
        const met = states === undefined ? all : all.filter(({ state }) => states.includes(state));
        const ready = met.filter(({ state }) => state === 'ready').length;
        return {
          sentence: `${met.length} servers, ${ready} of them ready.`,
          data: { servers: met.map(summary) },
        };
      },
    }),
    defineTool(options, {
      name: 'server_statistics',
      title: 'Figures of servers',
      description:
        'Requests, errors, latency, memory, CPU and restarts of one server or of all; for one server also the slowest of its tools.',
      input: One.partial(),
      output: z.object({ servers: z.array(Statistics), slowest: z.array(MethodLatency) }),
      effect: 'reads',
      idempotent: true,
      action: null,
      async run({ server }) {
        if (server === undefined) {
          const all = await servers();
          return {
            sentence: `Figures of ${all.length} servers.`,
            data: { servers: all.map(statistics), slowest: [] },
          };
        }
        const view = await one(server);
        const { latencies } = await call('latencies', { server });
        return {
          sentence: `${server}: ${view.traffic.requests} requests, ${view.traffic.errors} errors.`,
          data: { servers: [statistics(view)], slowest: latencies.slice(0, SLOWEST_SHOWN) },
        };
      },
    }),
    defineTool(options, {
      name: 'start_server',
      title: 'Start a server',
      description: 'Starts a server, also one that was stopped by its owner or has given up.',
      input: OneStarted,
      output: z.object({ server: ServerSummary }),
      effect: 'changes',
      idempotent: true,
      action: ({ server }) => ({ what: `Start ${server}`, server }),
      async run({ server, wait_seconds: waitSeconds }, context) {
        await call('start', { names: [server] });
        const view = await settle(server, waitSeconds, context);
        return { sentence: say(view), data: { server: summary(view) } };
      },
    }),
    defineTool(options, {
      name: 'stop_server',
      title: 'Stop a server',
      description: 'Stops a server and all of its processes. It stays stopped until it is started again.',
      input: One,
      output: z.object({ server: ServerSummary }),
      effect: 'destroys',
      idempotent: true,
      action: ({ server }) => ({ what: `Stop ${server}`, server }),
      async run({ server }, context) {
        context.progress(0, 1, `stopping ${server}`);
        await call('stop', { names: [server] });
        context.progress(1, 1, `${server} has stopped`);
        const view = await one(server);
        return { sentence: say(view), data: { server: summary(view) } };
      },
    }),
    defineTool(options, {
      name: 'restart_server',
      title: 'Restart a server',
      description: 'Stops a server and starts it again. Requests that it is working on are lost.',
      input: OneStarted,
      output: z.object({ server: ServerSummary }),
      effect: 'destroys',
      idempotent: false,
      action: ({ server }) => ({ what: `Restart ${server}`, server }),
      async run({ server, wait_seconds: waitSeconds }, context) {
        await call('restart', { names: [server] });
        const view = await settle(server, waitSeconds, context);
        return { sentence: say(view), data: { server: summary(view) } };
      },
    }),
  ];
}

function isUnderWay({ state }: ServerView): boolean {
  return state === 'starting' || state === 'waiting' || state === 'stopping';
}

function say({ name, state, reason }: ServerView): string {
  return reason === null ? `${name} is ${state}.` : `${name} is ${state}: ${reason}`;
}

function summary(view: ServerView): z.input<typeof ServerSummary> {
  return {
    name: view.name,
    state: view.state,
    health: view.health,
    reason: view.reason ?? view.problem?.message ?? null,
    next_step: view.next_step ?? view.problem?.fix ?? null,
    server_name: view.server_name,
    protocol_version: view.protocol_version,
    tools: view.tools,
    uptime_seconds: view.uptime_seconds,
    restarts: view.restarts,
  };
}

function statistics(view: ServerView): z.input<typeof Statistics> {
  const { traffic, last_exit: exit } = view;
  return {
    name: view.name,
    state: view.state,
    requests: traffic.requests,
    errors: traffic.errors,
    error_rate_last_minute: traffic.error_rate,
    mean_ms_last_minute: traffic.mean_ms,
    p50_ms_last_minute: traffic.p50_ms,
    p95_ms_last_minute: traffic.p95_ms,
    in_flight: view.in_flight,
    queued: view.queued,
    clients: traffic.clients,
    breaker: traffic.breaker,
    cache_hits: traffic.cache_hits,
    cache_misses: traffic.cache_misses,
    memory_bytes: view.memory_bytes,
    cpu_percent: view.cpu_percent,
    processes: view.processes,
    restarts: view.restarts,
    uptime_seconds: view.uptime_seconds,
    last_exit:
      exit === null
        ? null
        : `${exit.at}: ${exit.signal === null ? `exit code ${exit.code}` : exit.signal}${exit.stderr === null ? '' : `, ${exit.stderr}`}`,
  };
}
