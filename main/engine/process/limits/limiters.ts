import type { Clock } from '../../ports.ts';
import type { KernelTree } from '../kill-tree.ts';
import { type CgroupFiles, SYSTEM_CGROUP_FILES } from './cgroup-paths.ts';
import { openCgroups } from './cgroups.ts';
import { limitViews, tasksFor } from './limit-views.ts';
import type { HeldLimits, LimitedProcess, ProcessLimits, WrapSpec } from './limited-process.ts';
import { lowerPriority } from './lower-priority.ts';
import { findOpenFilesLimiter, type OpenFilesLimiter } from './open-files.ts';
import { openSystemd } from './systemd-scope.ts';
import {
  type Controller,
  type HeldTree,
  markOfUnit,
  type TreeFigures,
  type TreeHolder,
  unitOfMark,
} from './tree-holder.ts';

/** A control group of a server that an earlier engine of this home started, with processes in it. */
export interface LeftLimits extends Pick<HeldLimits, 'oomKilled' | 'release'> {
  readonly mark: string;
  readonly tree: KernelTree;
}

/** What can hold servers to their limits on this machine. */
export interface Limiters {
  /** Never throws: what can't be held is watched, and the views say so. */
  wrap(spec: WrapSpec): LimitedProcess;
  /** What holds a process that an earlier engine started with these limits. */
  takeOver(limits: ProcessLimits, mark: string): HeldLimits;
  /** Groups with processes in them that earlier engines of this home have left. */
  readonly left: readonly LeftLimits[];
  /** To be called when every server has ended. */
  close(): void;
}

export interface LimiterOptions {
  /** With the PATH in which systemd-run and prlimit are looked for, and the address of the user's systemd. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeId: string;
  /** Names this run of the engine. */
  readonly run: string;
  readonly clock: Clock;
  readonly platform?: NodeJS.Platform;
  readonly cgroupFiles?: CgroupFiles;
  /** /proc/self/limits */
  readonly ownLimits?: string;
}

/**
 * Finds out once for each engine start what this machine can do, in at most 3 s: scopes of a systemd that answers;
 * else cgroups of our own; else what every system has. Where a systemd is, its tree is its own, and no groups are
 * made in it behind its back.
 */
export async function detectLimiters(options: LimiterOptions): Promise<Limiters> {
  const { environment, clock, platform = process.platform } = options;
  const files = options.cgroupFiles ?? SYSTEM_CGROUP_FILES;
  const [openFiles, found] = await Promise.all([
    findOpenFilesLimiter({ environment, platform, ownLimits: options.ownLimits ?? '/proc/self/limits' }),
    findHolder(options, files, platform),
  ]);
  const means = { ...found, openFiles, clock };
  return {
    left: (found.holder?.left ?? []).map(({ unit, ...held }) => ({ mark: markOfUnit(unit), ...held })),
    close: () => found.holder?.close(),
    wrap: (spec) => wrap(spec, means),
    takeOver: (limits, mark) => takeOver(limits, unitOfMark(mark), means),
  };
}

interface Found {
  readonly holder: TreeHolder | null;
  /** Why there is none, or none for every limit. */
  readonly reason: string;
}

async function findHolder(
  { environment, homeId, run, clock }: LimiterOptions,
  files: CgroupFiles,
  platform: NodeJS.Platform,
): Promise<Found> {
  if (platform !== 'linux') return { holder: null, reason: 'only Linux has limits for a tree of processes' };
  const systemd = await openSystemd({ environment, files, homeId, run });
  if ('hold' in systemd) return { holder: systemd, reason: systemd.reason };
  const cgroups = await openCgroups({ files, homeId, run, clock });
  const reason = `${systemd.reason}, and ${cgroups.reason}`;
  return 'hold' in cgroups ? { holder: cgroups, reason } : { holder: null, reason };
}

interface Means extends Found {
  readonly openFiles: OpenFilesLimiter | null;
  readonly clock: Clock;
}

function wrap({ command, args, limits, mark }: WrapSpec, means: Means): LimitedProcess {
  const { openFiles, clock } = means;
  const figures = figuresFor(limits, means.holder);
  const { held, reason } = hold(unitOfMark(mark), figures, means);
  const inForce = { by: held && means.holder ? means.holder.by : null, reason, figures };
  const files = limits.openFiles === null || openFiles === null ? null : capped(limits.openFiles, openFiles);
  const lowers = limits.cpuPercent !== null && (held === null || figures.cpuPercent === null);
  let priority: ReturnType<typeof lowerPriority> | null = null;
  const words = [
    ...(held?.prefix ?? []),
    ...(files === null ? [] : (openFiles?.prefix(files) ?? [])),
    command,
    ...args,
  ];
  return {
    command: words[0] ?? command,
    args: words.slice(1),
    get enforced() {
      return limitViews(limits, { ...inForce, openFiles: files, priorityProblem: priority?.problem ?? null });
    },
    tree: held?.tree ?? null,
    started(pid) {
      held?.started(pid);
      if (lowers) priority = lowerPriority(pid, clock);
    },
    oomKilled: async () => (await held?.oomKilled()) ?? false,
    async release() {
      priority?.cancel();
      await held?.release();
    },
  };
}

function takeOver(limits: ProcessLimits, unit: string, means: Means): HeldLimits {
  const { holder, reason, openFiles } = means;
  const group = holder?.left.find((left) => left.unit === unit) ?? null;
  const files = limits.openFiles === null || openFiles === null ? null : capped(limits.openFiles, openFiles);
  return {
    enforced: limitViews(limits, {
      by: group && holder ? holder.by : null,
      figures: figuresFor(limits, holder),
      reason,
      openFiles: files,
      priorityProblem: null,
    }),
    tree: group?.tree ?? null,
    oomKilled: async () => (await group?.oomKilled()) ?? false,
    release: async () => group?.release(),
  };
}

/** What of the limits the holder can hold. */
function figuresFor(limits: ProcessLimits, holder: TreeHolder | null): TreeFigures {
  const can = (controller: Controller): boolean => holder?.controllers.has(controller) ?? false;
  return {
    memoryBytes: can('memory') ? limits.memoryHardBytes : null,
    cpuPercent: can('cpu') ? limits.cpuPercent : null,
    tasks: can('pids') && limits.processes !== null ? tasksFor(limits.processes) : null,
  };
}

function hold(
  unit: string,
  figures: TreeFigures,
  { holder, reason }: Means,
): { readonly held: HeldTree | null; readonly reason: string } {
  const wanted = Object.values(figures).some((figure) => figure !== null);
  if (holder === null || !(wanted || holder.tracks)) return { held: null, reason };
  try {
    return { held: holder.hold(unit, figures), reason };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { held: null, reason: `no group could be made for it (${why})` };
  }
}

/** Asked for more than the system allows, the kernel would refuse, and the server would not start. */
function capped(openFiles: number, { mostAllowed }: OpenFilesLimiter): number {
  return mostAllowed === null ? openFiles : Math.min(openFiles, mostAllowed);
}
