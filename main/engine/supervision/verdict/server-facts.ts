import type { ServerFacts, UsageFacts } from '../../health/health.ts';
import type { Clock } from '../../ports.ts';
import type { ServerGroup } from '../group.ts';
import type { Phase } from '../life.ts';
import { failureOf, stateOf } from '../state-of.ts';
import type { SupervisedServer } from '../supervised-server.ts';

/** What the verdict on a server rests on. `speaker` is the one of its processes that stands for it. */
export function factsOf(
  group: ServerGroup,
  speaker: SupervisedServer,
  context: { readonly clock: Clock; readonly recentDowns: number; readonly usage: UsageFacts | null },
): ServerFacts {
  const { life, run } = speaker;
  const { phase, memory } = life;
  const state = stateOf(phase);
  const down = group.instances.filter((one) => one.isWanted && failureOf(one.life.phase) !== null).length;
  const atMs = context.clock.now();
  const startedAtMs = run?.startedAtMs ?? null;
  const liveness = run?.liveness ?? null;
  return {
    state,
    missedProbes: liveness?.missed ?? 0,
    problem: failureOf(phase)?.problem.message ?? (isStartingAgain(phase) ? memory.lastProblem : null),
    earlyDeaths: memory.backoff.earlyDeaths.length,
    isHung: phase.kind === 'ready' && phase.hung !== null,
    downInstances: state === 'ready' ? down : 0,
    overLimit: group.overLimit,
    isLimitPassed: group.isLimitPassed,
    recentDowns: context.recentDowns,
    probes: {
      lastMs: liveness?.probeMs ?? null,
      recentMs: liveness?.times.recentMs ?? null,
      usualMs: liveness?.times.usualMs ?? null,
      isBusy: liveness?.isBusy ?? false,
    },
    zombies: group.servers.reduce((all, server) => all + server.zombies, 0),
    usage: context.usage,
    uptimeMs: startedAtMs === null ? null : Math.max(0, atMs - startedAtMs),
    isInstalling: run?.installing ?? false,
    atMs,
  };
}

function isStartingAgain(phase: Phase): boolean {
  return (
    (phase.kind === 'starting' || phase.kind === 'waiting') &&
    (phase.cause === 'failure' || phase.cause === 'limit')
  );
}
