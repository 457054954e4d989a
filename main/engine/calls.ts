import { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import type { CallName } from '#contract/channel-names.ts';
import { type Calls, calls, type Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import type { AddingContext } from './adding-calls.ts';
import { addingCallsLater } from './adding-calls-later.ts';
import { alertCalls } from './alert-calls.ts';
import type { Alerts } from './alerts/alerts.ts';
import { switchToolEdits } from './configuration/configuration.ts';
import { configurationCalls } from './configuration-calls.ts';
import type { Gateway } from './gateway/gateway.ts';
import { type HistoryContext, historyCalls } from './history-calls.ts';
import type { Backups, ConfigurationKeeper } from './keeping/keeping.ts';
import type { Logs } from './logs/logs.ts';
import type { Monitor } from './monitor.ts';
import type { Clock } from './ports.ts';
import { secretCalls } from './secret-calls.ts';
import type { Supervision } from './supervision/supervision.ts';

/** A free start slot is granted in the next turn: the answer then says "starting" and not "waiting". */
function slotsGranted(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What each call of the contract does, on input that has been parsed. */
type Handlers = {
  [Name in CallName]: (input: z.output<Calls[Name]['input']>, by: Caller) => Promise<Output<Name>>;
};

/** The engine itself, such as the part that carries out what an alert may do. */
const ENGINE: Caller = { kind: 'engine', name: null };

export interface CallContext extends AddingContext, HistoryContext {
  readonly supervision: Supervision;
  readonly keeper: ConfigurationKeeper;
  readonly backups: Backups;
  readonly logs: Logs;
  readonly gateway: Gateway;
  readonly monitor: Monitor;
  readonly alerts: Alerts;
  readonly clock: Clock;
  readonly snapshot: () => Snapshot;
  readonly isClosing: () => boolean;
}

/**
 * Makes the one function through which shells command and ask the engine. It throws ProblemError: `closing`,
 * `unknown-channel`, `bad-input`, or what the call itself refuses.
 */
export function createCalls(context: CallContext) {
  const { supervision, keeper, logs, gateway, monitor, alerts, snapshot, isClosing } = context;
  const servers = () => ({ servers: supervision.views() });
  const noteOwner = (names: readonly string[], why: string) =>
    alerts.noteOwner(names.includes('*') ? supervision.names() : names, why);
  const handlers: Handlers = {
    ...configurationCalls({ keeper }),
    ...historyCalls(context),
    ...secretCalls({ secrets: context.secrets, keeper, backups: context.backups }),
    ...addingCallsLater(context),
    ...alertCalls({ alerts, keeper, supervision, history: monitor.sources.history, now: context.clock.now }),
    async start({ names }) {
      supervision.start(names);
      noteOwner(names, 'you started it');
      await slotsGranted();
      return servers();
    },
    async stop({ names }) {
      await supervision.stop(names);
      return servers();
    },
    async restart({ names }) {
      supervision.restart(names);
      noteOwner(names, 'you restarted it');
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
    async 'switch-tool'({ server, tool, enabled }, by) {
      const known = await gateway.tools(server);
      // Of a server that has not run yet any name may be right.
      if (known.known_since !== null && !known.tools.some(({ name }) => name === tool))
        throw new ProblemError('not-found', `${server} has no tool named ${tool}`);
      await keeper.edit((now) => switchToolEdits(now, server, tool, enabled), { by });
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
  };

  return async function call<Name extends CallName>(
    name: Name,
    input: unknown,
    by: Caller = ENGINE,
  ): Promise<Output<Name>> {
    if (isClosing()) throw new ProblemError('closing', 'Signalbox is closing');
    if (!Object.hasOwn(calls, name))
      throw new ProblemError('unknown-channel', `there is no call named ${name}`);
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success)
      throw new ProblemError('bad-input', z.prettifyError(parsed.error).replaceAll('\n', ' '));
    const handler: (input: never, by: Caller) => Promise<Output<Name>> = handlers[name];
    // The schema of this very name has just made it what the handler takes.
    return handler(parsed.data as never, by);
  };
}
