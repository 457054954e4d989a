import type { ServerView } from '#contract/server.ts';
import { judgeServer } from '../health/health.ts';
import type { Clock } from '../ports.ts';
import { showCommandLine } from './command-line.ts';
import type { Phase } from './life.ts';
import { failureOf, stateOf } from './state-of.ts';
import type { SupervisedServer } from './supervised-server.ts';
import { STOPPED_BECAUSE } from './wording.ts';

/** One server as every reader sees it. */
export function viewServer(server: SupervisedServer, clock: Clock): ServerView {
  const { config, life, run, lastExit, sample } = server;
  const { phase, memory } = life;
  const state = stateOf(phase);
  const failure = failureOf(phase);
  const { health, reasons, lamp } = judgeServer({
    state,
    missedProbes: run?.liveness?.missed ?? 0,
    problem: failure?.problem.message ?? (isStartingAgain(phase) ? memory.lastProblem : null),
    unsupervised: failure?.problem.code === 'unsupported-transport',
    earlyDeaths: memory.backoff.earlyDeaths.length,
  });
  const isReady = state === 'ready';
  const startedAtMs = run?.startedAtMs ?? null;
  const negotiated = run?.negotiated ?? null;
  const catalogue = isReady ? (run?.catalogue ?? null) : null;
  return {
    name: config.name,
    transport: config.transport,
    location: config.command === '' ? 'remote' : 'local',
    command: showCommandLine(config),
    state,
    reason: reasonOf(phase),
    next_step: null,
    problem: failure?.problem ?? null,
    health,
    health_reasons: [...reasons],
    lamp,
    pid: run?.pid ?? null,
    restarts: memory.restarts,
    limit_restarts: 0,
    installing: false,
    hung: false,
    adopted: false,
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
    cpu_percent: sample?.cpuPercent ?? null,
    memory_bytes: sample?.memoryBytes ?? null,
    processes: sample?.processes ?? null,
    start: config.start,
    restart_policy: config.restart.policy,
    depends_on: [...config.dependsOn],
    executable: null,
    limits: [],
    port_holder: null,
    instances: [],
    in_flight: 0,
    queued: 0,
    last_used_at: null,
    idle_stop_at: null,
  };
}

function isStartingAgain(phase: Phase): boolean {
  return (phase.kind === 'starting' || phase.kind === 'waiting') && phase.cause === 'failure';
}

function dueAt(phase: Phase, clock: Clock): string | null {
  const waits = phase.kind === 'ending' ? phase.after : phase;
  if (!('untilMs' in waits)) return null;
  return new Date(clock.now() + Math.max(0, waits.untilMs - clock.monotonic())).toISOString();
}

function reasonOf(phase: Phase): string | null {
  const failure = failureOf(phase);
  if (failure !== null) {
    const { message } = failure.problem;
    return stateOf(phase) === 'crash-looping' ? `keeps going down; last, it ${message}` : message;
  }
  switch (phase.kind) {
    case 'stopped':
      return STOPPED_BECAUSE[phase.why];
    case 'waiting':
      return 'waits for a free start slot';
    case 'ending':
      return phase.after.kind === 'start' ? 'is being restarted' : null;
    default:
      return null;
  }
}
