import type { z } from 'zod';
import type { Plan } from '#contract/configuration-status.ts';
import type { ServerHealth } from '#contract/health.ts';
import type { HistoryFilter, HistoryPage } from '#contract/history.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import type { ServerTraffic } from '#contract/traffic.ts';
import {
  type Configuration,
  needsNewLaunch,
  type OperationSettings,
  type ServerConfig,
} from '../configuration/configuration.ts';
import { type HealthEvidence, NO_EVIDENCE } from '../health/health.ts';
import type { Swept } from '../process/process.ts';
import type { State } from '../state/state.ts';
import { describeUnmet } from './dependencies.ts';
import { fetchAhead } from './fetch-ahead.ts';
import { findGroups } from './find-groups.ts';
import { freePort } from './free-port.ts';
import { ServerGroup } from './group.ts';
import type { Event, Fact, Life } from './life.ts';
import { createHistoryNotes } from './note-history.ts';
import { registerText } from './register-text.ts';
import { createGroupSampler } from './sample-groups.ts';
import type { Sampling, ServerUsage } from './sampling.ts';
import { viewDetail } from './server-detail.ts';
import type { RunContext } from './server-run.ts';
import { judgeGroup, viewServer } from './server-view.ts';
import { createStartGate } from './start-gate.ts';
import { dependenciesOf } from './start-order.ts';
import { stopInOrder } from './stop-in-order.ts';
import type { SupervisedServer } from './supervised-server.ts';
import type { Upstream, UpstreamEvents } from './upstream.ts';
import { createRecentDowns } from './verdict/recent-downs.ts';

export type { BrokerOutcome, BrokerRequest } from './requests/broker.ts';
export type { Sampling, ServerUsage } from './sampling.ts';
export { secretArguments } from './secret-arguments.ts';
export { createTrials, type Trials } from './trials/create-trials.ts';
export type { Known, Lane, Upstream, UpstreamEvents, Way } from './upstream.ts';

export interface Supervision {
  /** In the order of the configuration. */
  views(): ServerView[];
  /** In the order of the configuration. */
  names(): readonly string[];
  /** Null for one that is not configured. */
  view(name: string): ServerView | null;
  /** Carries out a plan that leads from the configuration that runs to this one. Resolves when removed servers are gone. */
  apply(configuration: Configuration, plan: Plan): Promise<void>;
  /** These throw ProblemError `unknown-server` before anything is done. `["*"]` means all that are not disabled. */
  start(names: readonly string[]): void;
  stop(names: readonly string[]): Promise<void>;
  /** Where a rule of the alerts wants it, that is named in the history; else its owner is. */
  restart(names: readonly string[], rule?: string): void;
  /** Ends what holds a server's port and starts the server; throws ProblemError `not-ours`. */
  freePort(name: string): Promise<void>;
  /** Null for a server that is not configured. The same one for as long as it is. */
  upstream(name: string): Upstream | null;
  /** In the order of the configuration. */
  upstreams(): Upstream[];
  detail(name: string): ServerDetail;
  /** The verdict with everything that it rests on. */
  health(name: string): ServerHealth;
  history(filter: z.output<typeof HistoryFilter>): HistoryPage;
  /** Samples all running trees once. */
  sample(): Promise<Sampling>;
  /** As of the last pass; null for one that ran no process then. */
  usage(name: string): ServerUsage | null;
  /** Stops everything, dependants first; a second call hurries to SIGKILL. Resolves when nothing is left. */
  close(): Promise<void>;
}

const DEFAULT_OPERATIONS: OperationSettings = {
  parallelStarts: 4,
  restartsPerMinute: 30,
  prewarm: true,
  shutdownTimeoutMs: 8_000,
  drainMs: 10_000,
  backupIntervalMs: null,
  backups: { keep: 50, ageMs: 90 * 86_400_000 },
  rollback: 'offer',
};

/** Runs the servers of a configuration and keeps them running. `onChange` is told the name of what changed. */
export function createSupervision(
  context: RunContext & {
    readonly state: Pick<State, 'register' | 'memories' | 'catalogues' | 'lifecycle' | 'genealogy'>;
    /** `isState` when it came into another state. */
    readonly onChange: (name: string, isState: boolean) => void;
    /** What servers say on their own, for the gateway. */
    readonly upstreamEvents: UpstreamEvents;
    /** What the gateway knows of a server. */
    readonly traffic: (server: string) => ServerTraffic;
    /**
     * What else the rooms above know of a server, for the verdict on it; nothing when left out. `onChange` is not told
     * when it changes: whoever knows of that has the server viewed anew.
     */
    readonly evidence?: (server: string) => HealthEvidence;
    /** What an earlier engine had left was ended after the start. */
    readonly onSwept: (swept: readonly Swept[]) => void;
  },
): Supervision {
  const { clock, processes, state } = context;
  const groups = new Map<string, ServerGroup>();
  let operations = DEFAULT_OPERATIONS;
  const gate = createStartGate({ clock, settings: () => operations });
  const notes = createHistoryNotes(context);
  const downs = createRecentDowns(clock);
  const evidence = context.evidence ?? (() => NO_EVIDENCE);
  const sampleAll = createGroupSampler({ clock, processes });
  const fetching = fetchAhead({ ...context, register: state.register });
  let order: readonly string[] = [];
  let sampleIntervalMs = 2_000;
  let maxClients = 0;
  let lastSampling: Sampling | null = null;
  let isFirst = true;
  let isClosing = false;

  const configs = () => [...groups.values()].map(({ config }) => config);
  const unmetBy = ({ config }: { readonly config: ServerConfig }) =>
    config.dependsOn.filter((name) => groups.get(name)?.isReady !== true);

  const groupContext = {
    ...context,
    gate,
    memories: state.memories,
    catalogues: state.catalogues,
    maxLanes: () => maxClients,
    unmet: unmetBy,
    wake,
    sampleIntervalMs: () => sampleIntervalMs,
    onLimitWarning(server: SupervisedServer, text: string) {
      const { name } = server.config;
      state.register.add({ lamp: 'warn', kind: 'near-limit', server: name, text: `${server.key} ${text}` });
    },
    isNeeded: (name: string) =>
      [...groups.values()].some(({ config, usesOthers }) => usesOthers && config.dependsOn.includes(name)),
    onFact(server: SupervisedServer, fact: Fact) {
      downs.note(server.config.name, fact);
      const subject = {
        name: server.key,
        restarts: server.life.memory.restarts,
        protocolVersion: server.run?.negotiated?.protocolVersion ?? null,
        adopted: server.run?.adopted ?? false,
      };
      const text = registerText(subject, fact);
      if (text !== null) state.register.add({ ...text, server: server.config.name });
      // Of a pool only the first that is back: while others served, nothing was missing.
      const ready = groups.get(server.config.name)?.instances.filter(({ isReady }) => isReady) ?? [];
      if (fact.kind === 'ready' && fact.backAfterMs !== null && ready.length === 1 && ready[0] === server)
        restartDependants(server.config.name);
    },
    onStep(server: SupervisedServer, before: Life, event: Event) {
      const { name } = server.config;
      notes.step(server, before, event);
      const group = groups.get(name);
      if (server.life.memory !== before.memory) group?.keep(server);
      // What changed nothing is no news, and the look below may be where it came from.
      if (server.life.phase !== before.phase) group?.look();
      if (before.phase.kind === server.life.phase.kind) return;
      lookAtDependants(name);
      // What it needed may now be needed by nobody.
      for (const needed of server.config.dependsOn) groups.get(needed)?.idle.look();
    },
    onChange: (server: SupervisedServer, isState = false) => context.onChange(server.config.name, isState),
    onExit: (server: SupervisedServer) => groups.get(server.config.name)?.keep(server),
    blockedBy(config: ServerConfig) {
      const blocking = unmetBy({ config }).filter((name) => groups.get(name)?.isDownForGood ?? true);
      return blocking.length === 0 ? null : describeUnmet(blocking, groups).join(', and for ');
    },
  };

  /** Those that wait for it may go on; those that show what they wait for say it anew. */
  function lookAtDependants(name: string): void {
    for (const group of groups.values()) {
      if (!group.config.dependsOn.includes(name)) continue;
      for (const server of group.servers) server.look();
      context.onChange(group.name, false);
    }
  }

  /** What outlived an earlier engine and is not to be taken over. Those that are wait for their server's start. */
  function endUnwantedSurvivors(): void {
    const wanted = configured().filter(({ isWanted, config }) => isWanted && config.transport === 'http');
    void processes
      .endSurvivors(new Set(wanted.map(({ name }) => name)))
      .then((swept) => context.onSwept(swept))
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        context.onFault(`What an earlier engine had left could not be ended: ${why}`);
      });
  }

  function wake(names: readonly string[]): void {
    for (const name of names) {
      const { primary } = groups.get(name) ?? {};
      const phase = primary?.life.phase;
      // One that has done its work is not done over for that.
      if (phase?.kind === 'stopped' && phase.why === 'idle') primary?.tell({ kind: 'demand' });
    }
  }

  function restartDependants(name: string): void {
    for (const { config, name: dependant } of [...groups.values()]) {
      if (!config.dependsOn.includes(name) || !config.restart.withDependencies) continue;
      const group = groups.get(dependant);
      if (group?.isReady !== true) continue;
      group.restart('dependency');
      // It was away too, for those that asked for this.
      restartDependants(dependant);
    }
  }

  /** What a server needs is started with it: on demand it would sleep, and stopped by its owner it would stay so. */
  function startDependencies(group: ServerGroup, cause: 'owner' | 'configuration' | 'remedy'): void {
    for (const name of dependenciesOf(configs(), group.name)) {
      const needed = groups.get(name);
      if (needed === undefined || needed.isWanted) continue;
      if (cause === 'owner' || !(needed.stoppedByOwner || needed.config.disabled || needed.hasFinished))
        needed.start(cause);
    }
  }

  function startWithDependencies(group: ServerGroup, cause: 'owner' | 'configuration'): void {
    startDependencies(group, cause);
    group.start(cause);
  }

  function add(config: ServerConfig): void {
    groups.set(config.name, new ServerGroup(config, groupContext));
    notes.abruptEnd(config.name);
  }

  /**
   * A server that is no longer configured is kept until nothing is left of it, so that one of the same name that is
   * added meanwhile waits for that instead of running beside it.
   */
  function forget(name: string): void {
    if (order.includes(name)) return;
    downs.forget(name);
    groups.get(name)?.forget();
    groups.get(name)?.close();
    groups.delete(name);
  }

  function configured(): ServerGroup[] {
    return order.map((name) => groups.get(name)).filter((group) => group !== undefined);
  }

  function view(group: ServerGroup): ServerView {
    const wait = gate.whyWaiting(group.primary.key);
    return viewServer(group, {
      clock,
      unmet: group.primary.life.phase.kind === 'waiting' ? describeUnmet(unmetBy(group), groups) : [],
      traffic: context.traffic,
      evidence,
      recentDowns: downs.count,
      budgetUntilMs: wait !== null && wait !== 'slot' ? wait.untilMs : null,
    });
  }

  return {
    views: () => configured().map(view),
    names: () => order,
    view(name) {
      const group = order.includes(name) ? groups.get(name) : undefined;
      return group === undefined ? null : view(group);
    },
    async apply(configuration, plan) {
      operations = configuration.operations;
      sampleIntervalMs = configuration.monitoring.sampleIntervalMs;
      maxClients = configuration.gateway.maxClients;
      order = configuration.servers.map(({ name }) => name);
      const next = new Map(configuration.servers.map((config) => [config.name, config]));
      const removals = plan.stop.map(async (name) => {
        const group = groups.get(name);
        const config = next.get(name);
        if (config !== undefined) group?.update(config);
        await group?.stopDrained(config === undefined ? 'removed' : 'disabled', operations.drainMs);
        forget(name);
      });
      // Those that its owner had started although the file disabled them, and that run by other settings than the new.
      const outdated = new Set(plan.start.filter((name) => isOutdated(groups.get(name), next.get(name))));
      for (const name of [...plan.update, ...plan.restart, ...plan.start]) {
        const config = next.get(name);
        if (config !== undefined) groups.get(name)?.update(config);
      }
      for (const name of plan.update) groups.get(name)?.retry();
      gate.look();
      for (const name of plan.restart) {
        const group = groups.get(name);
        // A server that its owner stopped stays so: an edit is no wish to have it run.
        if (group?.isWanted === true) group.restartDrained(operations.drainMs);
      }
      for (const name of plan.start) {
        const group = groups.get(name);
        if (group === undefined) continue;
        if (outdated.has(name)) group.restartDrained(operations.drainMs);
        else if (group.config.start === 'on-demand') group.sleep();
        else startWithDependencies(group, 'configuration');
      }
      // What is new is made, and started unless disabled: that is there too, for all to see and to start.
      const added = configuration.servers.filter(({ name }) => !groups.has(name));
      for (const config of added) add(config);
      for (const { name } of added) groups.get(name)?.begin();
      for (const group of groups.values()) group.idle.look();
      if (isFirst) endUnwantedSurvivors();
      isFirst = false;
      for (const { name } of added) context.upstreamEvents.onConfigured(name);
      for (const name of [...plan.update, ...plan.restart, ...plan.start, ...plan.stop])
        if (!added.some((one) => one.name === name)) context.upstreamEvents.onConfigured(name);
      fetching.look(operations.prewarm ? [...groups.values()] : []);
      await Promise.all(removals);
    },
    start(names) {
      for (const group of findGroups(configured(), names)) {
        startWithDependencies(group, 'owner');
        context.upstreamEvents.onStartWished(group.name);
      }
    },
    async stop(names) {
      await stopInOrder(findGroups(configured(), names), 'owner', clock);
    },
    restart(names, rule) {
      const cause = rule === undefined ? 'owner' : 'remedy';
      const because = rule === undefined ? null : `restarted by the rule ${rule}`;
      for (const group of findGroups(configured(), names)) {
        startDependencies(group, cause);
        group.restart(cause, because);
        context.upstreamEvents.onStartWished(group.name);
      }
    },
    async freePort(name) {
      const [group] = findGroups(configured(), [name]);
      if (group !== undefined) await freePort(group, groups, processes);
    },
    upstream: (name) => (order.includes(name) ? (groups.get(name)?.upstream ?? null) : null),
    upstreams: () => configured().map(({ upstream }) => upstream),
    detail(name) {
      const [group] = findGroups(configured(), [name]);
      if (group === undefined) throw new ProblemError('unknown-server', name);
      return viewDetail(group, view(group), state);
    },
    health(name) {
      const [group] = findGroups(configured(), [name]);
      if (group === undefined) throw new ProblemError('unknown-server', name);
      const known = evidence(name);
      const { report } = judgeGroup(group, { clock, recentDowns: downs.count }, known);
      const at = new Date(clock.now()).toISOString();
      return { ...report, server: name, at, dependencies: [...known.dependencies] };
    },
    history(filter) {
      const events = state.lifecycle.page(filter);
      // A server that is no longer configured has a history; one that never was has a hint.
      if (filter.server !== undefined && filter.before === undefined && events.length === 0)
        findGroups(configured(), [filter.server]);
      return { events };
    },
    async sample() {
      lastSampling = await sampleAll([...groups.values()]);
      return lastSampling;
    },
    usage: (name) => lastSampling?.servers.get(name) ?? null,
    async close() {
      const all = [...groups.values()];
      if (isClosing) {
        // Asked again: whoever does so does not want to wait for the polite rungs, nor for an order.
        for (const group of all) {
          void group.stop('closing');
          void group.stop('closing');
        }
      }
      isClosing = true;
      // Nothing more is launched, however long the rest takes to stop.
      gate.close();
      fetching.close();
      // With the others, for a quit has 8 s for all: what waits to be taken over and is not to run on.
      const kept = all.filter(({ config }) => config.keepRunning).map(({ name }) => name);
      await Promise.all([processes.endSurvivors(new Set(kept)), stopInOrder(all, 'closing', clock)]);
      for (const group of all) group.close();
    },
  };
}

/** Whether a server runs by settings that are no longer configured. */
function isOutdated(group: ServerGroup | undefined, config: ServerConfig | undefined): boolean {
  if (group === undefined || config === undefined || !group.isWanted) return false;
  return needsNewLaunch(group.config, config);
}
