import { z } from 'zod';
import type { CallName } from '#contract/channel-names.ts';
import { type Calls, calls, type Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { ConfigurationKeeper } from './keep-configuration.ts';
import type { Logs } from './logs/logs.ts';
import type { Monitor } from './monitor.ts';
import type { Supervision } from './supervision/supervision.ts';

/** A free start slot is granted in the next turn: the answer then says "starting" and not "waiting". */
function slotsGranted(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function notYet(): Promise<never> {
  return Promise.reject(new ProblemError('internal', 'not there yet'));
}

/** What each call of the contract does, on input that has been parsed. */
type Handlers = { [Name in CallName]: (input: z.output<Calls[Name]['input']>) => Promise<Output<Name>> };

export interface CallContext {
  readonly supervision: Supervision;
  readonly keeper: ConfigurationKeeper;
  readonly logs: Logs;
  readonly gateway: Gateway;
  readonly monitor: Monitor;
  /** Edits the configuration file so that a tool is on or off, and applies it. */
  readonly switchTool: (server: string, tool: string, enabled: boolean) => Promise<void>;
  readonly snapshot: () => Snapshot;
  readonly isClosing: () => boolean;
}

/**
 * Makes the one function through which shells command and ask the engine. It throws ProblemError: `closing`,
 * `unknown-channel`, `bad-input`, or what the call itself refuses.
 */
export function createCalls(context: CallContext) {
  const { supervision, keeper, logs, gateway, monitor, snapshot, isClosing } = context;
  const servers = () => ({ servers: supervision.views() });
  const handlers: Handlers = {
    async start({ names }) {
      supervision.start(names);
      await slotsGranted();
      return servers();
    },
    async stop({ names }) {
      await supervision.stop(names);
      return servers();
    },
    async restart({ names }) {
      supervision.restart(names);
      await slotsGranted();
      return servers();
    },
    reload: async () => ({ plan: await keeper.reload() }),
    request: (input) => gateway.request(input),
    async 'free-port'({ name }) {
      await supervision.freePort(name);
      return servers();
    },
    snapshot: async () => snapshot(),
    logs: async (filter) => logs.query(filter),
    server: async ({ name }) => supervision.detail(name),
    history: async (filter) => supervision.history(filter),
    'cancel-request': async ({ seq }) => ({ cancelled: gateway.cancelRequest(seq) }),
    async 'switch-tool'({ server, tool, enabled }) {
      const known = await gateway.tools(server);
      // Of a server that has not run yet any name may be right.
      if (known.known_since !== null && !known.tools.some(({ name }) => name === tool))
        throw new ProblemError('not-found', `${server} has no tool named ${tool}`);
      await context.switchTool(server, tool, enabled);
      return await gateway.tools(server);
    },
    'add-client-token': async ({ name }) => ({ token: gateway.addClientToken(name) }),
    async 'remove-client-token'({ name }) {
      gateway.removeClientToken(name);
      return {};
    },
    traffic: async () => gateway.traffic(),
    requests: async (filter) => gateway.requests(filter),
    latencies: async ({ server }) => ({ latencies: gateway.latencies(server) }),
    tools: ({ server }) => gateway.tools(server),
    'client-tokens': async () => ({ tokens: gateway.clientTokens() }),
    metrics: async ({ server }) => ({ servers: monitor.metrics(server) }),
    series: (filter) => monitor.series(filter),
    markers: async (filter) => ({ markers: monitor.markers(filter) }),
    trends: async ({ server }) => ({ trends: monitor.trends(server) }),
    health: async () => monitor.health(),
    'engine-figures': async () => monitor.engineFigures(),
    'acknowledge-alert': notYet,
    'silence-alerts': notYet,
    'remove-silence': notYet,
    'clear-alerts': notYet,
    'pause-notifications': notYet,
    'test-channel': notYet,
    'set-alert-rule': notYet,
    'set-alert-channel': notYet,
    'set-quiet-hours': notYet,
    'retry-deliveries': notYet,
    alerts: notYet,
    'alert-history': notYet,
    'alert-rules': notYet,
    'preview-alert-rule': notYet,
    silences: notYet,
    'alert-channels': notYet,
    deliveries: notYet,
    incidents: notYet,
    incident: notYet,
    'daily-summaries': notYet,
    anomalies: notYet,
  };

  return async function call<Name extends CallName>(name: Name, input: unknown): Promise<Output<Name>> {
    if (isClosing()) throw new ProblemError('closing', 'Signalbox is closing');
    if (!Object.hasOwn(calls, name))
      throw new ProblemError('unknown-channel', `there is no call named ${name}`);
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success)
      throw new ProblemError('bad-input', z.prettifyError(parsed.error).replaceAll('\n', ' '));
    const handler: (input: never) => Promise<Output<Name>> = handlers[name];
    // The schema of this very name has just made it what the handler takes.
    return handler(parsed.data as never);
  };
}
