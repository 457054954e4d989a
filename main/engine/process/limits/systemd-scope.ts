import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { type CgroupFiles, groupPath, readGroupFolders } from './cgroup-paths.ts';
import { hadOomKill, readGroupFile, subgroups, treeOfGroup } from './control-group.ts';
import { findProgram } from './find-program.ts';
import { CONTROLLERS, groupName, type TreeFigures, type TreeHolder } from './tree-holder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A user's systemd that answers takes some 50 ms; one that hangs must not hold up the start. */
const PROBE_LIMIT_MS = 3000;

export interface SystemdOptions {
  readonly environment: Environment;
  readonly files: CgroupFiles;
  readonly homeId: string;
  readonly run: string;
}

/**
 * Scopes of the user's systemd, or of the system's when we are root: found to be usable by really running something in
 * one, which also says where in the tree of cgroups they are made and so what the kernel can limit there.
 */
export async function openSystemd(
  options: SystemdOptions,
): Promise<TreeHolder | { readonly reason: string }> {
  const program = await findProgram('systemd-run', options.environment);
  if (program === null) return { reason: 'systemd-run is not here' };
  const managers = process.getuid?.() === 0 ? ['--user', '--system'] : ['--user'];
  const found = await Promise.all(managers.map((manager) => probe(program, manager, options)));
  return found.find((one) => 'hold' in one) ?? found[0] ?? { reason: 'systemd-run is not here' };
}

async function probe(
  program: string,
  manager: string,
  { environment, files, homeId, run }: SystemdOptions,
): Promise<TreeHolder | { readonly reason: string }> {
  const unit = `signalbox-probe-${groupName(run)}`;
  const { failed, timedOut, stdout, stderr, shortMessage } = await execa(
    program,
    [manager, '--scope', '--quiet', `--unit=${unit}`, 'cat', '/proc/self/cgroup'],
    {
      env: environment,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: PROBE_LIMIT_MS,
      killSignal: 'SIGKILL',
      // It would take over every signal meanwhile, and leave those that Node ignores to end us: SIGXFSZ.
      cleanup: false,
    },
  );
  const whose = manager === '--user' ? "the user's systemd" : "the system's systemd";
  if (timedOut) return { reason: `${whose} does not answer` };
  if (failed) {
    return { reason: `${whose} can't be used (${stderr.trim().split('\n').at(-1) || shortMessage})` };
  }
  const path = groupPath(stdout);
  const folderOf = await readGroupFolders(files);
  const probeFolder = path?.endsWith(`/${unit}.scope`) ? folderOf?.(path) : null;
  if (!probeFolder) return { reason: `${whose} makes no cgroups of version 2` };
  const slice = dirname(probeFolder);
  const offered = readGroupFile(slice, 'cgroup.controllers').trim().split(/\s+/);
  const controllers = new Set(CONTROLLERS.filter((one) => offered.includes(one)));
  const missing = CONTROLLERS.filter((one) => !controllers.has(one));
  const control = join(dirname(program), 'systemctl');
  const ask = (...words: string[]) =>
    execa(control, [manager, ...words], {
      env: environment,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: PROBE_LIMIT_MS,
      cleanup: false,
    });
  const scopeOf = (scope: string) => {
    const folder = join(slice, scope);
    return {
      tree: treeOfGroup(folder),
      // The group goes with its last process; systemd remembers.
      async oomKilled() {
        if (hadOomKill(folder)) return true;
        const { stdout } = await ask('show', '--property=Result', '--value', scope);
        return stdout?.trim() === 'oom-kill';
      },
      async release() {
        // A scope that failed is kept by systemd until it is told to forget it; one that did not is gone by now.
        await ask('reset-failed', scope);
      },
    };
  };
  const home = PREFIX + groupName(`${homeId}:`);
  return {
    by: 'systemd-scope',
    controllers,
    reason: missing.length === 0 ? '' : `${whose} has no ${missing.join(', ')} controller`,
    tracks: false,
    left: subgroups(slice)
      .map((folder) => basename(folder))
      .filter((scope) => scope.startsWith(home) && scope.endsWith(SUFFIX))
      .map((scope) => ({ unit: scope.slice(PREFIX.length, -SUFFIX.length), ...scopeOf(scope) })),
    hold(unit, figures) {
      const scope = PREFIX + groupName(unit) + SUFFIX;
      return {
        prefix: [program, manager, '--scope', '--quiet', `--unit=${scope}`, ...properties(figures), '--'],
        started() {},
        ...scopeOf(scope),
      };
    },
    // Scopes go by themselves.
    close() {},
  };
}

const PREFIX = 'signalbox-';
const SUFFIX = '.scope';

function properties({ memoryBytes, cpuPercent, tasks }: TreeFigures): string[] {
  const set: string[] = [];
  if (memoryBytes !== null) set.push(`--property=MemoryMax=${memoryBytes}`, '--property=MemorySwapMax=0');
  if (cpuPercent !== null) set.push(`--property=CPUQuota=${cpuPercent}%`);
  if (tasks !== null) set.push(`--property=TasksMax=${tasks}`);
  return set;
}
