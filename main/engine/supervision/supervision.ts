import { isDeepStrictEqual } from 'node:util';
import leven from 'leven';
import type { z } from 'zod';
import type { Plan } from '#contract/configuration-status.ts';
import type { HistoryFilter, HistoryPage } from '#contract/history.ts';
import { ProblemError } from '#contract/problem.ts';
import type { RequestAnswer, RequestInput } from '#contract/request.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import type { SamplePass } from '#contract/snapshot.ts';
import type { Configuration, ServerConfig } from '../configuration/configuration.ts';
import type { Register } from '../state/state.ts';
import type { Fact } from './life.ts';
import { registerText } from './register-text.ts';
import type { RunContext } from './server-run.ts';
import { viewServer } from './server-view.ts';
import { createStartSlots } from './start-slots.ts';
import { SupervisedServer } from './supervised-server.ts';

export interface Supervision {
  /** In the order of the configuration. */
  views(): ServerView[];
  /** Carries out a plan that leads from the configuration that runs to this one. Resolves when removed servers are gone. */
  apply(configuration: Configuration, plan: Plan): Promise<void>;
  /** These throw ProblemError `unknown-server` before anything is done. `["*"]` means all that are not disabled. */
  start(names: readonly string[]): void;
  stop(names: readonly string[]): Promise<void>;
  restart(names: readonly string[]): void;
  /** One MCP request as a client would send it; throws ProblemError `server-unavailable` or `request-timeout`. */
  request(input: z.output<typeof RequestInput>): Promise<RequestAnswer>;
  /** Ends what holds a server's port and starts the server; throws ProblemError `not-ours`. */
  freePort(name: string): Promise<void>;
  detail(name: string): ServerDetail;
  history(filter: z.output<typeof HistoryFilter>): HistoryPage;
  /** Samples all running trees once. */
  sample(): Promise<SamplePass>;
  /** Stops everything in parallel; a second call hurries to SIGKILL. Resolves when nothing is left. */
  close(): Promise<void>;
}

/** At most this many servers start at once: more stall the main thread and each other. */
const PARALLEL_STARTS = 4;

/** Whether a server runs by a command, arguments, environment or folder that are no longer configured. */
function isOutdated(server: SupervisedServer | undefined, config: ServerConfig | undefined): boolean {
  if (server === undefined || config === undefined || !server.isWanted) return false;
  const launch = ({ transport, command, args, env, cwd, url }: ServerConfig) => [
    transport,
    command,
    args,
    env,
    cwd,
    url,
  ];
  return !isDeepStrictEqual(launch(server.config), launch(config));
}

/** A nearest name only when it is near; else all of them, when they are few. */
function hintFor(name: string, nearest: string | undefined, all: readonly string[]): string {
  if (nearest === undefined) return 'There are none.';
  if (leven(nearest, name) <= Math.max(2, name.length / 3)) return `Did you mean ${nearest}?`;
  return all.length <= 30 ? `There are: ${all.join(', ')}.` : `There are ${all.length}.`;
}

/** Runs the servers of a configuration and keeps them running. `onChange` is told the name of what changed. */
export function createSupervision(
  context: RunContext & { readonly register: Register; readonly onChange: (name: string) => void },
): Supervision {
  const servers = new Map<string, SupervisedServer>();
  const slots = createStartSlots(PARALLEL_STARTS);
  let order: readonly string[] = [];

  const serverContext = {
    ...context,
    slots,
    unmet: () => [],
    onStep: () => {},
    onFact(server: SupervisedServer, fact: Fact) {
      const subject = {
        name: server.config.name,
        restarts: server.life.memory.restarts,
        protocolVersion: server.run?.negotiated?.protocolVersion ?? null,
        adopted: false,
      };
      const text = registerText(subject, fact);
      if (text !== null) context.register.add({ ...text, server: server.config.name });
    },
    onChange: (server: SupervisedServer) => context.onChange(server.config.name),
  };

  function add(config: ServerConfig): void {
    const server = new SupervisedServer(config, serverContext, {
      instance: 1,
      stopped: config.disabled ? 'disabled' : 'owner',
    });
    servers.set(config.name, server);
    if (!config.disabled) server.start('engine');
  }

  /**
   * A server that is no longer configured is kept until nothing is left of it, so that one of the same name that is
   * added meanwhile waits for that instead of running beside it.
   */
  function forget(name: string): void {
    if (!order.includes(name)) servers.delete(name);
  }

  /** Throws before anything is done when one of the names is not there. */
  function find(names: readonly string[]): SupervisedServer[] {
    const configured = order.map((name) => servers.get(name)).filter((server) => server !== undefined);
    if (names.length === 1 && names[0] === '*') return configured.filter(({ config }) => !config.disabled);
    return [...new Set(names)].map((name) => {
      const server = configured.find(({ config }) => config.name === name);
      if (server !== undefined) return server;
      const nearest = [...order].toSorted((a, b) => leven(a, name) - leven(b, name))[0];
      const hint = hintFor(name, nearest, order);
      throw new ProblemError('unknown-server', `there is no server named ${name}. ${hint}`);
    });
  }

  return {
    views: () =>
      order
        .map((name) => servers.get(name))
        .filter((server) => server !== undefined)
        .map((server) => viewServer(server, context.clock)),
    apply(configuration, plan) {
      order = configuration.servers.map(({ name }) => name);
      const next = new Map(configuration.servers.map((config) => [config.name, config]));
      const removals = plan.stop.map(async (name) => {
        const server = servers.get(name);
        const config = next.get(name);
        if (config !== undefined) server?.update(config);
        await server?.stop('disabled');
        forget(name);
      });
      // Those that its owner had started although the file disabled them, and that run by other settings than the new.
      const outdated = new Set(plan.start.filter((name) => isOutdated(servers.get(name), next.get(name))));
      for (const name of [...plan.update, ...plan.restart, ...plan.start]) {
        const config = next.get(name);
        if (config !== undefined) servers.get(name)?.update(config);
      }
      for (const name of plan.restart) {
        const server = servers.get(name);
        // A server that its owner stopped stays so: an edit is no wish to have it run.
        if (server?.isWanted === true) server.restart('configuration');
      }
      for (const name of plan.start) {
        if (outdated.has(name)) servers.get(name)?.restart('configuration');
        else servers.get(name)?.start('configuration');
      }
      // What is new is made, and started unless disabled: that is there too, for all to see and to start.
      for (const config of configuration.servers) if (!servers.has(config.name)) add(config);
      return Promise.all(removals).then(() => undefined);
    },
    start(names) {
      for (const server of find(names)) server.start('owner');
    },
    async stop(names) {
      await Promise.all(find(names).map((server) => server.stop('owner')));
    },
    restart(names) {
      for (const server of find(names)) server.restart('owner');
    },
    async request() {
      throw new ProblemError('internal', 'not there yet');
    },
    async freePort() {
      throw new ProblemError('internal', 'not there yet');
    },
    detail() {
      throw new ProblemError('internal', 'not there yet');
    },
    history() {
      throw new ProblemError('internal', 'not there yet');
    },
    async sample() {
      const roots = new Map<string, number>();
      for (const [name, { run }] of servers) if (run?.pid != null) roots.set(name, run.pid);
      const at = new Date(context.clock.now()).toISOString();
      const trees = await context.processes.sample(roots);
      const pass: SamplePass = { at, servers: {} };
      for (const [name, server] of servers) {
        const tree = trees.get(name) ?? null;
        server.sample = tree;
        if (tree === null) continue;
        pass.servers[name] = {
          cpu_percent: tree.cpuPercent,
          memory_bytes: tree.memoryBytes,
          processes: tree.processes,
        };
      }
      return pass;
    },
    async close() {
      await Promise.all([...servers.values()].map((server) => server.stop('closing')));
    },
  };
}
