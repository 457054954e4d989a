import { type FileHandle, open, stat } from 'node:fs/promises';
import { execa } from 'execa';
import type { Executable } from '#contract/executable.ts';
import type { Child, ChildOutput, Exit } from './child.ts';
import { treeOwner } from './genealogy.ts';
import { killGroup } from './kill-tree.ts';
import type { LaunchContext } from './launch-context.ts';
import { launchHash } from './launch-hash.ts';
import { explainMissing, explainSpawnError, type LaunchProblem, portTaken } from './launch-problem.ts';
import type { LaunchSpec } from './launch-spec.ts';
import { NO_LIMITS } from './limits/limited-process.ts';
import { MARK_VARIABLE } from './mark.ts';
import { findPortHolder, localPortOf } from './ports/port-holder.ts';
import { readProcessEntry } from './process-table.ts';
import { runningChild } from './running-child.ts';
import { unlessAborted } from './wait.ts';
import { workingFolder } from './working-folder.ts';
import { attempt } from './write-record.ts';

export type LaunchResult =
  | { readonly ok: true; readonly child: Child }
  | { readonly ok: false; readonly problem: LaunchProblem };

/**
 * Starts one process in a session and group of its own. Its record is on disk before it is spawned and completed
 * before this resolves, so that an engine that dies at any moment leaves nothing that can't be found.
 *
 * Once the signal is given nothing is spawned, and nothing is waited for; the problem is then not worth telling.
 */
export async function launch(
  context: LaunchContext,
  spec: LaunchSpec,
  signal?: AbortSignal,
): Promise<LaunchResult> {
  if (signal?.aborted) return NOT_WANTED;
  const ready = await unlessAborted(getReady(context, spec, signal), signal);
  if (ready === null) return NOT_WANTED;
  if ('problem' in ready) return { ok: false, problem: ready.problem };
  const file = spec.output?.kind === 'file' ? await open(spec.output.path, 'a', 0o600) : null;
  try {
    // From here to the spawn nothing is waited for.
    return signal?.aborted ? NOT_WANTED : await spawnRecorded(context, spec, file, ready);
  } finally {
    // The process has its own by now.
    await file?.close();
  }
}

const NOT_WANTED: LaunchResult = {
  ok: false,
  problem: {
    code: 'spawn-failed',
    permanent: false,
    message: 'it was stopped before its process was started',
    fix: 'Start it again.',
  },
};

async function getReady(
  context: LaunchContext,
  spec: LaunchSpec,
  signal: AbortSignal | undefined,
): Promise<FoundCommand | { readonly problem: LaunchProblem }> {
  const { executables } = context;
  // Without a terminal's PATH, the first start waits here for the login shell's answer.
  const { environment, executable } = await executables.prepare(spec, signal);
  const problem = await findObstacle(context, spec);
  if (problem !== null) return { problem };
  // Told before it is tried: under a limit the program that sets it would start, and fail with a bare exit code.
  if (executable === null && process.platform !== 'win32') {
    return { problem: await explainMissing(spec, executables) };
  }
  return { environment, executable };
}

interface FoundCommand {
  /** What servers inherit, with the PATH of the login shell. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly executable: Executable | null;
}

async function spawnRecorded(
  context: LaunchContext,
  spec: LaunchSpec,
  file: FileHandle | null,
  { environment, executable }: FoundCommand,
): Promise<LaunchResult> {
  const { marks, records, clock, limiters } = context;
  const { keepRunning = false, url = null, limits = NO_LIMITS } = spec;
  const startedAtMs = clock.now();
  const mark = marks.make(spec.server, keepRunning);
  const announcement = {
    mark,
    server: spec.server,
    instance: spec.instance ?? 1,
    // Without its arguments, which may hold secrets.
    command: spec.command,
    bootId: context.bootId,
    kind: file === null ? ('stdio' as const) : ('http' as const),
    url,
    launchHash: launchHash(spec),
    outputFile: spec.output?.kind === 'file' ? spec.output.path : null,
  };
  records.announce(announcement, startedAtMs);

  // Execa's types know descriptors up to 9 only; it hands over any.
  const output = file === null ? 'pipe' : (file.fd as 9);
  const limited = limiters.wrap({ command: spec.command, args: spec.args, limits, mark });
  const spawned = execa(limited.command, limited.args, {
    cwd: workingFolder(spec),
    env: { ...environment, ...spec.env, [MARK_VARIABLE]: mark },
    extendEnv: false,
    // A session and group of its own on POSIX. On Windows that takes it out of libuv's job, which ends with us.
    detached: process.platform !== 'win32' || keepRunning,
    stdin: file === null ? 'pipe' : 'ignore',
    stdout: output,
    stderr: output,
    buffer: false,
    reject: false,
    // The stop ladder and the guard end it, not execa.
    cleanup: false,
    forceKillAfterDelay: false,
    windowsHide: true,
  });
  const { promise: exit, resolve: resolveExit } = Promise.withResolvers<Exit>();
  const { nodeChildProcess, pid } = spawned;
  if (pid === undefined) {
    records.remove(mark);
    await limited.release();
    const { cause, originalMessage } = await spawned;
    const error = cause ?? new Error(originalMessage ?? '');
    return { ok: false, problem: await explainSpawnError(spec, error, context.executables) };
  }
  limited.started(pid);
  nodeChildProcess.once('exit', (code, signal) => resolveExit({ code, signal }));
  // Execa's own promise settles at the end of all pipes; what it says is known from 'exit' already.
  spawned.catch(() => {});
  try {
    const startTicks = readProcessEntry(pid)?.startTicks ?? null;
    const child = runningChild(context, {
      mark,
      pid,
      startTicks,
      startedAtMs,
      argv: [spec.command, ...spec.args],
      owner: treeOwner(spec),
      output: outputOf(spec, nodeChildProcess),
      executable,
      exit,
      isChild: true,
      keepRunning,
      limits: limited,
      detach: () => nodeChildProcess.unref(),
    });
    // Without its pid on disk the mark still finds it; a process that runs must not be lost for a full disk.
    attempt(context, () => records.confirm(mark, pid, startTicks));
    return { ok: true, child };
  } catch (error) {
    // The machine is short of open files, or the like. Nobody would ever end it; its record stays for the next start.
    endAtBirth(nodeChildProcess, pid);
    context.guard.release(pid);
    context.families.delete(pid);
    throw error;
  }
}

/** The group of a child that we have not reaped: its number is its own. */
function endAtBirth(child: ReturnType<typeof execa>['nodeChildProcess'], pid: number): void {
  if (process.platform === 'win32') child.kill('SIGKILL');
  else killGroup(pid);
}

function outputOf(
  { output = { kind: 'pipes' } }: LaunchSpec,
  { stdin, stdout, stderr }: ReturnType<typeof execa>['nodeChildProcess'],
): ChildOutput {
  if (output.kind === 'file') return output;
  if (stdin === null || stdout === null || stderr === null) throw new Error('a process without its pipes');
  return { kind: 'pipes', stdin, stdout, stderr };
}

/** What would keep it from running and is known before it is tried. */
async function findObstacle(
  { marks }: LaunchContext,
  { cwd, url = null }: LaunchSpec,
): Promise<LaunchProblem | null> {
  const folder = workingFolder({ cwd });
  if (!(await isFolder(folder))) {
    return { code: 'bad-working-directory', permanent: true, ...badFolder(folder) };
  }
  const listen = url === null ? null : localPortOf(url);
  if (listen === null) return null;
  // Where the system can't be asked, the server itself finds out.
  const holder = await findPortHolder(listen.port, listen.host, marks.homePrefix).catch(() => null);
  return holder === null ? null : portTaken(holder);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

function badFolder(path: string): { message: string; fix: string } {
  return {
    message: `the working folder ${path} is not there`,
    fix: 'Make the folder, or change "cwd" in servers.json.',
  };
}
