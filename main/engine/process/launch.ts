import { type FileHandle, open, stat } from 'node:fs/promises';
import { execa } from 'execa';
import type { Executable } from '#contract/executable.ts';
import type { Clock } from '../ports.ts';
import type { Genealogy, ProcessRecords } from '../state/state.ts';
import type { Child, ChildOutput, Exit } from './child.ts';
import type { Executables } from './executables/executables.ts';
import type { Family } from './family.ts';
import { type TreeOwnerSpec, treeOwner } from './genealogy.ts';
import type { Guard } from './guard.ts';
import { launchHash } from './launch-hash.ts';
import { explainMissing, explainSpawnError, type LaunchProblem, portTaken } from './launch-problem.ts';
import { NO_LIMITS, type ProcessLimits } from './limits/limited-process.ts';
import type { Limiters } from './limits/limiters.ts';
import { MARK_VARIABLE, type Marks } from './mark.ts';
import { findPortHolder, localPortOf } from './ports/port-holder.ts';
import { readProcessEntry } from './process-table.ts';
import { attempt, runningChild } from './running-child.ts';

export interface LaunchSpec extends TreeOwnerSpec {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment that Signalbox itself has. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; null for the home folder of the user. */
  readonly cwd: string | null;
  /** Pipes when left out. A file is opened for appending and handed over: it outlives us with nothing lost. */
  readonly output?: { readonly kind: 'pipes' } | { readonly kind: 'file'; readonly path: string };
  /** Where a local HTTP server will listen: it is not launched while its port is taken. */
  readonly url?: string | null;
  /** Neither guard nor quit ends it. Only with a file for its output. */
  readonly keepRunning?: boolean;
  /** None when left out. */
  readonly limits?: ProcessLimits;
}

export type LaunchResult =
  | { readonly ok: true; readonly child: Child }
  | { readonly ok: false; readonly problem: LaunchProblem };

export interface LaunchContext {
  readonly marks: Marks;
  readonly records: ProcessRecords;
  readonly genealogy: Genealogy;
  readonly guard: Guard;
  readonly limiters: Limiters;
  /** By the pid of the process that was started; those that run. */
  readonly families: Map<number, Family>;
  readonly clock: Clock;
  readonly bootId: string;
  readonly executables: Executables;
  /** A fault of ours that the server's life goes on without. */
  readonly onFault: (message: string) => void;
}

/**
 * Starts one process in a session and group of its own. Its record is on disk before it is spawned and completed
 * before this resolves, so that an engine that dies at any moment leaves nothing that can't be found.
 */
export async function launch(context: LaunchContext, spec: LaunchSpec): Promise<LaunchResult> {
  const { executables } = context;
  // Without a terminal's PATH, the first start waits here for the login shell's answer.
  const { environment, executable } = await executables.prepare(spec);
  const problem = await findObstacle(context, spec);
  if (problem !== null) return { ok: false, problem };
  // Told before it is tried: under a limit the program that sets it would start, and fail with a bare exit code.
  if (executable === null && process.platform !== 'win32') {
    return { ok: false, problem: await explainMissing(spec, executables) };
  }
  const file = spec.output?.kind === 'file' ? await open(spec.output.path, 'a', 0o600) : null;
  try {
    return await spawnRecorded(context, spec, file, { environment, executable });
  } finally {
    // The process has its own by now.
    await file?.close();
  }
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
    ...(spec.cwd === null ? {} : { cwd: spec.cwd }),
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
  if (cwd !== null && !(await isFolder(cwd))) {
    return { code: 'bad-working-directory', permanent: true, ...badFolder(cwd) };
  }
  const listen = url === null ? null : localPortOf(url);
  if (listen === null) return null;
  const holder = await findPortHolder(listen.port, listen.host, marks.homePrefix);
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
