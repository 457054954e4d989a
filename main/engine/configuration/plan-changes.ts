import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '#contract/configuration-status.ts';
import type { Configuration, ServerConfig } from './server-config.ts';

type Step = keyof Plan;

/**
 * What going from one configuration to the next does to each server that either of them names; each name is in
 * exactly one list. Pure; the order of names is that of the file, removed servers last. `before` is null at the
 * engine's start: then enabled servers start and the rest are kept as they are, stopped.
 */
export function planChanges(before: Configuration | null, after: Configuration): Plan {
  const plan: Plan = { start: [], stop: [], restart: [], update: [], keep: [] };
  const old = new Map(before?.servers.map((server) => [server.name, server]));
  for (const server of after.servers) {
    plan[step(old.get(server.name), server)].push(server.name);
    old.delete(server.name);
  }
  for (const name of old.keys()) plan.stop.push(name);
  return plan;
}

function step(before: ServerConfig | undefined, after: ServerConfig): Step {
  if (before === undefined) return after.disabled ? 'keep' : 'start';
  if (before.disabled !== after.disabled) return after.disabled ? 'stop' : 'start';
  if (isDeepStrictEqual(before, after)) return 'keep';
  if (after.disabled) return 'update';
  return needsNewLaunch(before, after) ? 'restart' : 'update';
}

/** Whether a process that was started as one can't become the other. */
export function needsNewLaunch(before: ServerConfig, after: ServerConfig): boolean {
  return !isDeepStrictEqual(launch(before), launch(after));
}

/** What a process was started with, or a connection was made with: it can only be changed by starting another. */
function launch(server: ServerConfig): unknown {
  const { transport, command, args, env, cwd, url, httpTransport, headers, keepRunning } = server;
  const { memoryHardBytes, cpuPercent, openFiles, processes } = server.limits;
  const limits = { memoryHardBytes, cpuPercent, openFiles, processes };
  return { transport, command, args, env, cwd, url, httpTransport, headers, keepRunning, limits };
}
