import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '#contract/configuration-status.ts';
import type { Configuration, LimitSettings, ServerConfig } from './server-config.ts';

type Step = keyof Plan;

/** A setting in words, and what a change of it takes. */
interface Effect {
  /** "its environment" */
  readonly words: string;
  /** A process was started with it, or a connection made with it: it can only be changed by starting another. */
  readonly isOfLaunch: boolean;
}

const launch = (words: string): Effect => ({ words, isOfLaunch: true });
const live = (words: string): Effect => ({ words, isOfLaunch: false });

const EFFECTS: Readonly<Record<Exclude<keyof ServerConfig, 'name' | 'disabled' | 'limits'>, Effect>> = {
  transport: launch('its type'),
  command: launch('its command'),
  args: launch('its arguments'),
  env: launch('its environment'),
  cwd: launch('its working folder'),
  url: launch('its address'),
  httpTransport: launch('its type'),
  headers: launch('its headers'),
  keepRunning: launch('whether it outlives Signalbox'),
  protocolVersion: launch('the protocol revision that it is asked for'),
  start: live('when it starts'),
  idleStopMs: live('when it is stopped for want of use'),
  dependsOn: live('what it depends on'),
  restart: live('when it is restarted'),
  instances: live('its number of processes'),
  timeouts: live('its timeouts'),
  share: live('how clients share it'),
  tools: live('its tools'),
  cache: live('its cache'),
  breaker: live('its breaker'),
  retry: live('its retries'),
  connections: live('its connections'),
  liveness: live('its health checks'),
  checks: live('its health checks'),
  metrics: live('its figures'),
  references: live('where its secrets stand'),
};

const LIMIT_EFFECTS: Readonly<Record<keyof LimitSettings, Effect>> = {
  memoryHardBytes: launch('its hard memory limit'),
  cpuPercent: launch('its processor quota'),
  openFiles: launch('its limit of open files'),
  processes: launch('its limit of processes'),
  memorySoftBytes: live('its limits'),
  sustainedMs: live('its limits'),
  inFlight: live('its limits'),
  queue: live('its limits'),
};

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
  return changes(before, after).some(({ isOfLaunch }) => isOfLaunch);
}

/**
 * Why a plan has its step for a server, in words: "its environment and its command changed", "its limits change, without
 * a restart". Undefined stands for a server that is not in the file before, or after.
 */
export function explainStep(before: ServerConfig | undefined, after: ServerConfig | undefined): string {
  if (after === undefined) return 'it is gone from the file';
  if (before === undefined) {
    return after.start === 'on-demand' ? 'it is new, and starts with its first request' : 'it is new';
  }
  if (before.disabled !== after.disabled)
    return after.disabled ? 'it is disabled now' : 'it is enabled again';
  const all = changes(before, after);
  const isRestart = !after.disabled && all.some(({ isOfLaunch }) => isOfLaunch);
  const words = [...new Set(all.filter((one) => !isRestart || one.isOfLaunch).map((one) => one.words))];
  const subject = joined(words);
  if (isRestart) return `${subject} changed`;
  return `${subject} ${words.length === 1 && !/s$/.test(subject) ? 'changes' : 'change'}, without a restart`;
}

function changes(before: ServerConfig, after: ServerConfig): readonly Effect[] {
  return [...changed(EFFECTS, before, after), ...changed(LIMIT_EFFECTS, before.limits, after.limits)];
}

function changed<Key extends string>(
  effects: Readonly<Record<Key, Effect>>,
  before: Readonly<Record<Key, unknown>>,
  after: Readonly<Record<Key, unknown>>,
): Effect[] {
  const keys = Object.keys(effects) as Key[];
  return keys.filter((key) => !isDeepStrictEqual(before[key], after[key])).map((key) => effects[key]);
}

/** "its command, its arguments and its environment" */
function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? 'its settings';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
