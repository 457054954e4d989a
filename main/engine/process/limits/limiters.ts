import type { Clock } from '../../ports.ts';
import { type CgroupFiles, SYSTEM_CGROUP_FILES } from './cgroup-paths.ts';
import { type LeftGroup, openCgroups } from './cgroups.ts';
import { limitViews, tasksFor } from './limit-views.ts';
import type { LimitedProcess, ProcessLimits, WrapSpec } from './limited-process.ts';
import { lowerPriority } from './lower-priority.ts';
import { findOpenFilesLimiter, type OpenFilesLimiter } from './open-files.ts';
import { openSystemd } from './systemd-scope.ts';
import type { Controller, HeldTree, TreeFigures, TreeHolder } from './tree-holder.ts';

export type { LeftGroup } from './cgroups.ts';
export type { LimitedProcess, ProcessLimits, WrapSpec } from './limited-process.ts';

/** What can hold servers to their limits on this machine. */
export interface Limiters {
  /** Never throws: what can't be held is watched, and the views say so. */
  wrap(spec: WrapSpec): LimitedProcess;
  /** Groups with processes in them that earlier engines of this home have left. */
  readonly left: readonly LeftGroup[];
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
  return {
    left: found.left,
    close: found.close,
    wrap: (spec) => wrap(spec, { ...found, openFiles, clock }),
  };
}

interface Found {
  readonly holder: TreeHolder | null;
  /** Why there is none, or none for every limit. */
  readonly reason: string;
  readonly left: readonly LeftGroup[];
  close(): void;
}

async function findHolder(
  { environment, homeId, run, clock }: LimiterOptions,
  files: CgroupFiles,
  platform: NodeJS.Platform,
): Promise<Found> {
  const nothing = { holder: null, left: [], close() {} };
  if (platform !== 'linux') return { ...nothing, reason: 'only Linux has limits for a tree of processes' };
  const systemd = await openSystemd({ environment, files, run });
  if ('hold' in systemd) return { ...nothing, holder: systemd, reason: systemd.reason };
  const cgroups = await openCgroups({ files, homeId, run, clock });
  const reason = `${systemd.reason}, and ${cgroups.reason}`;
  if (!('hold' in cgroups)) return { ...nothing, reason };
  return { holder: cgroups, reason, left: cgroups.left, close: cgroups.close };
}

interface Means extends Found {
  readonly openFiles: OpenFilesLimiter | null;
  readonly clock: Clock;
}

function wrap({ command, args, limits, unit }: WrapSpec, means: Means): LimitedProcess {
  const { openFiles, clock } = means;
  const figures = figuresFor(limits, means.holder);
  const { held, reason } = hold(unit, figures, means);
  const files = limits.openFiles === null || openFiles === null ? null : capped(limits.openFiles, openFiles);
  const controllers = new Set<Controller>();
  if (held !== null && figures.memoryBytes !== null) controllers.add('memory');
  if (held !== null && figures.cpuPercent !== null) controllers.add('cpu');
  if (held !== null && figures.tasks !== null) controllers.add('pids');
  const lowers = limits.cpuPercent !== null && !controllers.has('cpu');
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
      return limitViews(limits, {
        by: held === null ? null : (means.holder?.by ?? null),
        controllers,
        reason,
        openFiles: files,
        priorityProblem: priority?.problem ?? null,
      });
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
