import { stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import type { Clock } from '../ports.ts';
import type { ProcessRecords } from '../state/state.ts';
import { createFamily, type Family } from './family.ts';
import type { Guard } from './guard.ts';
import { explainSpawnError, type LaunchProblem } from './launch-problem.ts';
import { MARK_VARIABLE, type Marks } from './mark.ts';
import { readProcessEntry } from './process-table.ts';
import { type Graces, runStopLadder, type StopReport } from './stop-ladder.ts';

export interface LaunchSpec {
  readonly server: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment that Signalbox itself has. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; null for the home folder of the user. */
  readonly cwd: string | null;
}

/** How a process ended: exactly one of the two is not null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running server process, with all that it starts. */
export interface Child {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Fulfilled once, when the process that was started has ended. Never rejects. */
  readonly exit: Promise<Exit>;
  /**
   * Ends the process and its whole tree, or sweeps what an ended one left behind, and takes it off the records.
   * A second call hurries the first one to SIGKILL and gets the same report; after one that left something, it tries again.
   */
  stop(graces: Graces): Promise<StopReport>;
}

export type LaunchResult =
  | { readonly ok: true; readonly child: Child }
  | { readonly ok: false; readonly problem: LaunchProblem };

export interface LaunchContext {
  readonly marks: Marks;
  readonly records: ProcessRecords;
  readonly guard: Guard;
  /** By the pid of the process that was started; those that run. */
  readonly families: Map<number, Family>;
  readonly clock: Clock;
  readonly bootId: string;
  /** The environment that servers inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A fault of ours that the server's life goes on without. */
  readonly onFault: (message: string) => void;
}

/**
 * Starts one process in a session and group of its own. Its record is on disk before it is spawned and completed
 * before this resolves, so that an engine that dies at any moment leaves nothing that can't be found.
 */
export async function launch(context: LaunchContext, spec: LaunchSpec): Promise<LaunchResult> {
  const { marks, records, guard, clock } = context;
  if (spec.cwd !== null && !(await isFolder(spec.cwd))) {
    return { ok: false, problem: { code: 'bad-working-directory', permanent: true, ...badFolder(spec.cwd) } };
  }
  const mark = marks.make(spec.server);
  // Without its arguments, which may hold secrets.
  records.announce({ mark, server: spec.server, command: spec.command, bootId: context.bootId }, clock.now());

  const spawned = execa(spec.command, spec.args, {
    ...(spec.cwd === null ? {} : { cwd: spec.cwd }),
    env: { ...context.environment, ...spec.env, [MARK_VARIABLE]: mark },
    extendEnv: false,
    // A session and group of its own on POSIX. On Windows that would take it out of libuv's job, which ends with us.
    detached: process.platform !== 'win32',
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    // The stop ladder and the guard end it, not execa.
    cleanup: false,
    forceKillAfterDelay: false,
    windowsHide: true,
  });
  const { promise: exit, resolve: resolveExit } = Promise.withResolvers<Exit>();
  const { pid, stdin, stdout, stderr } = spawned;
  if (pid === undefined) {
    records.remove(mark);
    const { cause, originalMessage } = await spawned;
    return { ok: false, problem: await explainSpawnError(spec, cause ?? new Error(originalMessage ?? '')) };
  }
  spawned.nodeChildProcess.once('exit', (code, signal) => resolveExit({ code, signal }));
  // Execa's own promise settles at the end of all pipes; what it says is known from 'exit' already.
  spawned.catch(() => {});
  const startTicks = readProcessEntry(pid)?.startTicks ?? null;
  guard.watch({ pid, startTicks }, mark, 'group');
  const family = createFamily(guard, mark);
  context.families.set(pid, family);
  // Without its pid on disk the mark still finds it; a process that runs must not be lost for a full disk.
  attempt(context, () => records.confirm(mark, pid, startTicks));

  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  const { promise: hurry, resolve: hurryUp } = Promise.withResolvers<void>();
  let stopping: Promise<StopReport> | null = null;
  const stop = async (graces: Graces): Promise<StopReport> => {
    const report = await runStopLadder(
      {
        target: { markPrefix: mark, root: { pid, startTicks } },
        ended: exit,
        hasEnded: () => ended,
        closeStdin: () => stdin.end(),
        seen: () => family.members,
      },
      graces,
      clock,
      hurry,
    );
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    if (report.left.length === 0) {
      guard.release(pid);
      family.forget();
      context.families.delete(pid);
      attempt(context, () => records.remove(mark));
    }
    return report;
  };
  return {
    ok: true,
    child: {
      pid,
      stdin,
      stdout,
      stderr,
      exit,
      stop(graces) {
        if (stopping === null) {
          // What outlived one try may be tried again.
          stopping = stop(graces).then((report) => {
            if (report.left.length > 0) stopping = null;
            return report;
          });
        } else hurryUp();
        return stopping;
      },
    },
  };
}

function attempt({ onFault }: LaunchContext, write: () => void): void {
  try {
    write();
  } catch (error) {
    onFault(
      `A process record could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
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
