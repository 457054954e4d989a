import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../ports.ts';
import { wait } from '../wait.ts';
import { type CgroupFiles, groupPath, readGroupFolders } from './cgroup-paths.ts';
import { attempt, hadOomKill, readGroupFile, removeGroup, subgroups, treeOfGroup } from './control-group.ts';
import {
  CONTROLLERS,
  type Controller,
  groupName,
  type HeldTree,
  type LeftGroup,
  type TreeFigures,
  type TreeHolder,
} from './tree-holder.ts';

const PREFIX = 'signalbox-';

export interface CgroupOptions {
  readonly files: CgroupFiles;
  readonly homeId: string;
  /** Names this run of the engine. */
  readonly run: string;
  readonly clock: Clock;
}

/**
 * Groups of our own in the cgroup that Signalbox is in, or beside it where systemd has delegated its parent: one folder
 * for each engine run, one group in it for each start of a server. Which of the controllers work is found by asking
 * the kernel for them.
 */
export async function openCgroups(options: CgroupOptions): Promise<TreeHolder | { readonly reason: string }> {
  const folderOf = await readGroupFolders(options.files);
  const own = groupPath(await readFile(options.files.ownGroup, 'utf8').catch(() => ''));
  if (folderOf === null || own === null) return { reason: 'this system has no cgroups of version 2' };
  const home = `${PREFIX}${groupName(options.homeId)}-`;
  const name = `${home}${groupName(options.run)}-${process.pid}`;
  const bases = [own, ...parentOf(own)].map(folderOf).filter((folder) => folder !== null);
  const left = bases.flatMap((base) => clearLeft(base, home, name, options.clock));
  const opened = bases.map((base) => openFolder(base, name)).filter((one) => one !== null);
  opened.sort((a, b) => b.controllers.size - a.controllers.size);
  const [best, ...others] = opened;
  if (best === undefined) return { reason: 'the cgroup of Signalbox is not its own to divide' };
  for (const { folder } of others) removeGroup(folder);
  return {
    by: 'cgroup',
    controllers: best.controllers,
    reason: best.reason,
    tracks: true,
    left,
    hold: (unit, figures) => makeGroup(join(best.folder, groupName(unit)), figures, options.clock),
    close() {
      removeGroup(best.folder);
    },
  };
}

/** Its own unit may have been given to it with a group of its own inside (`DelegateSubgroup=`), as containers do at `/`. */
function parentOf(own: string): string[] {
  const parent = dirname(own);
  return own !== '/' && (parent === '/' || /\.(service|scope)$/.test(parent)) ? [parent] : [];
}

interface EngineFolder {
  readonly folder: string;
  readonly controllers: ReadonlySet<Controller>;
  readonly reason: string;
}

function openFolder(base: string, name: string): EngineFolder | null {
  const folder = join(base, name);
  if (
    attempt(() => mkdirSync(folder, { mode: 0o700 })) === null &&
    subgroups(base).every((one) => one !== folder)
  ) {
    return null;
  }
  const offered = words(readGroupFile(base, 'cgroup.controllers'));
  const controllers = new Set(
    CONTROLLERS.filter((one) => offered.has(one) && enable(base, one) && enable(folder, one)),
  );
  const missing = CONTROLLERS.filter((one) => !controllers.has(one));
  const why = missing.some((one) => offered.has(one))
    ? 'the cgroup of Signalbox holds processes besides groups, so that the kernel lets no limits be set in it'
    : `the cgroup of Signalbox has no ${missing.join(', ')} controller`;
  return { folder, controllers, reason: missing.length === 0 ? '' : why };
}

/** For the groups inside `folder`. */
function enable(folder: string, controller: Controller): boolean {
  const file = join(folder, 'cgroup.subtree_control');
  if (words(readGroupFile(folder, 'cgroup.subtree_control')).has(controller)) return true;
  return attempt(() => writeFileSync(file, `+${controller}`)) !== null;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

function makeGroup(folder: string, figures: TreeFigures, clock: Clock): HeldTree {
  mkdirSync(folder, { mode: 0o700 });
  const limits = limitFiles(figures);
  try {
    for (const [file, value] of limits) writeFileSync(join(folder, file), value);
  } catch (error) {
    removeGroup(folder);
    throw error;
  }
  // Not there in every kernel: without swap to give instead, and all of a tree at once, a limit is a limit.
  if (figures.memoryBytes !== null) {
    attempt(() => writeFileSync(join(folder, 'memory.swap.max'), '0'));
    attempt(() => writeFileSync(join(folder, 'memory.oom.group'), '1'));
  }
  const members = join(folder, 'cgroup.procs');
  const limited = limits.length > 0;
  let oom = false;
  return {
    // A limit must hold from the first moment on; to know who belongs to a tree must cost no wrapper that could fail.
    prefix: limited ? ['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"', members] : [],
    tree: treeOfGroup(folder),
    started(pid) {
      if (!limited) enter(members, pid);
    },
    async oomKilled() {
      oom ||= hadOomKill(folder);
      return oom;
    },
    release: () => release(folder, clock),
  };
}

/**
 * With what it has started since its spawn, a moment ago: children are born into the group of their parent, but not moved
 * along. What left its parent in that moment is not found.
 */
function enter(members: string, pid: number): void {
  attempt(() => writeFileSync(members, String(pid)));
  const children = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) ?? '';
  for (const child of children.split(' ').map(Number)) if (child > 0) enter(members, child);
}

const CPU_PERIOD_US = 100_000;

function limitFiles({ memoryBytes, cpuPercent, tasks }: TreeFigures): [file: string, value: string][] {
  const files: [string, string][] = [];
  if (memoryBytes !== null) files.push(['memory.max', String(memoryBytes)]);
  if (cpuPercent !== null) {
    files.push(['cpu.max', `${Math.round((cpuPercent / 100) * CPU_PERIOD_US)} ${CPU_PERIOD_US}`]);
  }
  if (tasks !== null) files.push(['pids.max', String(tasks)]);
  return files;
}

const RELEASE_TRIES = 20;
const RELEASE_PAUSE_MS = 50;

/** The kernel takes a moment from the end of the last process to an empty group. What can't go is left for the next start. */
async function release(folder: string, clock: Clock): Promise<void> {
  for (let tries = 0; tries < RELEASE_TRIES; tries++) {
    if (removeGroup(folder)) return;
    await wait(clock, RELEASE_PAUSE_MS);
  }
}

/**
 * Removes the empty groups of engines that are gone, and gives those of this home that are not empty. Only one engine runs
 * for a home; those of other homes may run now, and are known by the pid at the end of their folder's name.
 */
function clearLeft(base: string, home: string, name: string, clock: Clock): LeftGroup[] {
  const engines = subgroups(base).filter((folder) => {
    const other = basename(folder);
    return other.startsWith(PREFIX) && other !== name && (other.startsWith(home) || !isAlive(other));
  });
  return engines.flatMap((engine) => {
    if (removeGroup(engine) || !basename(engine).startsWith(home)) return [];
    return subgroups(engine).map((folder) => ({
      unit: basename(folder),
      tree: treeOfGroup(folder),
      oomKilled: async () => hadOomKill(folder),
      async release() {
        await release(folder, clock);
        removeGroup(engine);
      },
    }));
  });
}

function isAlive(engineFolder: string): boolean {
  const pid = Number(/-(\d+)$/.exec(engineFolder)?.[1]);
  // Not one of ours by its name, so not ours to remove.
  if (!(pid > 0)) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
