import type { InstanceView, ServerView } from '#contract/server.ts';
import type { ServerTraffic } from '#contract/traffic.ts';
import { type HealthEvidence, judgeServer, type Verdict } from '../health/health.ts';
import type { Clock } from '../ports.ts';
import { showCommandLine } from './command-line.ts';
import type { ServerGroup } from './group.ts';
import type { Phase } from './life.ts';
import { nextStepOf } from './next-step.ts';
import { failureOf, stateOf } from './state-of.ts';
import type { SupervisedServer } from './supervised-server.ts';
import { factsOf } from './verdict/server-facts.ts';
import { sumTrees } from './verdict/tree-sums.ts';
import { STOPPED_BECAUSE } from './wording.ts';

/** What a view has to know beside its server. */
export interface ViewContext {
  readonly clock: Clock;
  /** Servers that it depends on and that are not ready, with why, in a clause: "files, which was stopped by you". */
  readonly unmet: readonly string[];
  /** When the budget of restarts has one for it, monotonic milliseconds; null when it does not wait for that. */
  readonly budgetUntilMs: number | null;
  /** What the gateway knows of it. */
  readonly traffic: (server: string) => ServerTraffic;
  /** What else the rooms above know of it, for the verdict. */
  readonly evidence: (server: string) => HealthEvidence;
  /** How often it went down within the last ten minutes. */
  readonly recentDowns: (server: string) => number;
}

/** One server as every reader sees it. */
export function viewServer(group: ServerGroup, context: ViewContext): ServerView {
  const { clock, unmet } = context;
  const { config } = group;
  const server = speaker(group);
  const { life, run, lastExit } = server;
  const { phase, memory } = life;
  const state = stateOf(phase);
  const failure = failureOf(phase);
  const evidence = context.evidence(config.name);
  const { health, reasons, lamp, report } = judgeGroup(group, context, evidence);
  const isReady = state === 'ready';
  const startedAtMs = run?.startedAtMs ?? null;
  const negotiated = run?.negotiated ?? null;
  const catalogue = isReady ? (run?.catalogue ?? null) : null;
  const sums = sumTrees(group.servers);
  return {
    name: config.name,
    transport: config.transport,
    location: config.command === '' ? 'remote' : 'local',
    command: showCommandLine(config),
    state,
    reason: reasonOf(server, context),
    next_step: nextStepOf(phase, { config, unmet, failure }),
    problem: failure?.problem ?? null,
    health,
    health_reasons: [...reasons],
    score: report.score,
    forecast: evidence.trends.find(({ metric }) => metric === 'memory_bytes')?.sentence ?? null,
    lamp,
    pid: run?.pid ?? null,
    restarts: group.instances.reduce((all, one) => all + one.life.memory.restarts, 0),
    limit_restarts: memory.limitRestarts.length,
    installing: run?.installing ?? false,
    hung: phase.kind === 'ready' && phase.hung !== null,
    adopted: run?.adopted ?? false,
    last_exit: lastExit,
    next_start_at: dueAt(phase, clock),
    started_at: startedAtMs === null ? null : new Date(startedAtMs).toISOString(),
    uptime_seconds:
      startedAtMs === null ? null : Math.max(0, Math.round((clock.now() - startedAtMs) / 100) / 10),
    era: negotiated?.era ?? null,
    protocol_version: negotiated?.protocolVersion ?? null,
    server_name: negotiated?.serverName ?? null,
    server_version: negotiated?.serverVersion ?? null,
    tools: catalogue?.tools ?? null,
    resources: catalogue?.resources ?? null,
    prompts: catalogue?.prompts ?? null,
    probe_ms: run?.liveness?.probeMs ?? null,
    cpu_percent: sums.cpuPercent,
    memory_bytes: sums.memoryBytes,
    processes: sums.processes,
    threads: sums.threads,
    open_files: sums.openFiles,
    start: config.start,
    restart_policy: config.restart.policy,
    depends_on: [...config.dependsOn],
    executable: run?.executable ?? null,
    limits: [...group.limits],
    port_holder: failure?.holder ?? null,
    instances: config.instances === null && group.servers.length === 1 ? [] : group.servers.map(viewInstance),
    in_flight: group.inFlight,
    queued: group.queued,
    last_used_at: group.lastUsedAtMs === null ? null : new Date(group.lastUsedAtMs).toISOString(),
    idle_stop_at: wallTime(group.idle.dueAtMs(), clock),
    traffic: context.traffic(config.name),
  };
}

/** The verdict on a server, with what it rests on. */
export function judgeGroup(
  group: ServerGroup,
  context: Pick<ViewContext, 'clock' | 'recentDowns'>,
  evidence: HealthEvidence,
): Verdict {
  const { processes, memoryBytes, cpuPercent } = sumTrees(group.servers);
  const facts = factsOf(group, speaker(group), {
    clock: context.clock,
    recentDowns: context.recentDowns(group.name),
    usage: processes === null ? null : { processes, memoryBytes, cpuPercent },
  });
  return judgeServer(facts, evidence);
}

/** The one of a pool that stands for it: the first that is ready, else the first. */
function speaker({ instances, primary }: ServerGroup): SupervisedServer {
  return instances.find((server) => server.isReady) ?? primary;
}

function viewInstance(server: SupervisedServer): InstanceView {
  return {
    instance: server.instance,
    state: stateOf(server.life.phase),
    pid: server.run?.pid ?? null,
    in_flight: server.inFlight,
  };
}

function dueAt(phase: Phase, clock: Clock): string | null {
  const waits = phase.kind === 'ending' ? phase.after : phase;
  return 'untilMs' in waits ? wallTime(waits.untilMs, clock) : null;
}

function wallTime(monotonicMs: number | null, clock: Clock): string | null {
  if (monotonicMs === null) return null;
  return new Date(clock.now() + Math.max(0, monotonicMs - clock.monotonic())).toISOString();
}

function reasonOf(server: SupervisedServer, { unmet, budgetUntilMs }: ViewContext): string | null {
  const { phase } = server.life;
  const failure = failureOf(phase);
  if (failure !== null) {
    const { message } = failure.problem;
    return stateOf(phase) === 'crash-looping' ? `keeps going down; last, it ${message}` : message;
  }
  switch (phase.kind) {
    case 'stopped':
      return STOPPED_BECAUSE[phase.why];
    case 'waiting':
      if (unmet.length > 0) return `waits for ${unmet.join(', and for ')}`;
      return budgetUntilMs === null
        ? 'waits for its turn to start'
        : 'waits: too many servers are being restarted at the same time';
    case 'starting':
      return server.run?.installing === true ? 'is being fetched: its installer is still at work' : null;
    case 'ending':
      return phase.after.kind === 'start' ? 'is being restarted' : null;
    default:
      return null;
  }
}
