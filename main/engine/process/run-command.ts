import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { Exit } from './child.ts';
import { createCommandLeftovers } from './command-leftovers.ts';
import { type Found, killGroup } from './kill-tree.ts';
import type { LaunchContext } from './launch-context.ts';
import { explainMissing, explainSpawnError } from './launch-problem.ts';
import { MARK_VARIABLE } from './mark.ts';
import { readProcessEntry } from './process-table.ts';
import { runStopLadder } from './stop-ladder.ts';
import { patientClock, within } from './wait.ts';
import { workingFolder } from './working-folder.ts';

/** A command that says something and ends: a check, or one that prints figures. */
export interface ShortCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment that Signalbox itself has, with the PATH of the login shell, as for servers. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; null for the home folder of the user. */
  readonly cwd: string | null;
  /** From the moment its process exists to its end; what had to be found or waited for before does not count. */
  readonly timeoutMs: number;
  /** Of stdout and stderr together. */
  readonly maxBytes: number;
  /** For whom it is run, in its mark; without one it is marked `command`. */
  readonly server?: string;
  /** What it reads on its stdin; without it there is nothing to read. */
  readonly input?: string;
}

export type CommandOutcome =
  /** `stderrTail` is the end of what it said there, at most 4,000 characters; `ranMs` is how long its process existed. */
  | ({
      readonly kind: 'exited';
      readonly stdout: string;
      readonly stderrTail: string;
      readonly ranMs: number;
    } & Exit)
  /** It was ended with its whole tree, in these two. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-much-output' }
  /**
   * `reason` is a clause: "the command psql was not found on PATH". Also where the signal ended it. `isPassing`
   * where that says nothing of the command: the machine, or this engine, is short of something now.
   */
  | { readonly kind: 'not-started'; readonly reason: string; readonly isPassing?: true };

export interface CommandRunner {
  /**
   * Runs a short-lived command in a group of its own, marked and guarded like a server but in no record or
   * history. What it leaves in its group when it ends is killed at once, and about a second later what carries its mark;
   * `exited` does not wait for that. Once the signal is given all of it is killed at once. Never rejects.
   */
  run(spec: ShortCommand, signal?: AbortSignal): Promise<CommandOutcome>;
  /** Of the commands that run now. */
  readonly runningMarks: ReadonlySet<string>;
  /** Ends what runs, and what commands have left; nothing is started any more. To be called when all servers have ended. */
  close(): Promise<void>;
}

/** After SIGTERM. A command has nothing to save that is worth more. */
const GRACES = { stdinCloseMs: 0, terminateMs: 1_000 };
/** For the last words of a command that has ended, where something that it left holds its output open. */
const OUTPUT_END_MS = 2_000;
const STDERR_CHARS = 4_000;
/** More at a time means that they don't end, not even by SIGKILL: a network folder that hangs, for example. */
const MOST_AT_A_TIME = 64;

export function createCommandRunner(context: LaunchContext): CommandRunner {
  const closing = new AbortController();
  const running = new Set<Promise<CommandOutcome>>();
  const alive = new Set<number>();
  const runningMarks = new Set<string>();
  const leftovers = createCommandLeftovers({
    clock: context.clock,
    runPrefix: context.marks.runPrefix,
    onFault: context.onFault,
  });

  async function start(spec: ShortCommand, signal: AbortSignal): Promise<CommandOutcome> {
    const { executables } = context;
    const named = { ...spec, server: spec.server ?? 'command' };
    const folder = workingFolder(spec);
    const found = await stat(folder).catch(() => null);
    if (!found?.isDirectory()) return notStarted(`the working folder ${folder} is not there`);
    const [environment, executable] = await Promise.all([executables.environment(), executables.find(named)]);
    if (executable === null && process.platform !== 'win32') {
      return notStarted((await explainMissing(named, executables)).message);
    }
    if (signal.aborted) return NOT_WANTED;
    if (alive.size >= MOST_AT_A_TIME) {
      return {
        ...notStarted(`${alive.size} commands are running already, and none of them ends`),
        isPassing: true,
      };
    }
    const mark = context.marks.make(named.server);
    runningMarks.add(mark);
    const spawned = execa(spec.command, spec.args, {
      cwd: folder,
      env: { ...environment, ...spec.env, [MARK_VARIABLE]: mark },
      extendEnv: false,
      detached: process.platform !== 'win32',
      stdin: spec.input === undefined ? 'ignore' : 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      reject: false,
      cleanup: false,
      forceKillAfterDelay: false,
      windowsHide: true,
    });
    const { nodeChildProcess, pid } = spawned;
    if (pid === undefined) {
      runningMarks.delete(mark);
      const { cause, originalMessage } = await spawned;
      const error = cause ?? new Error(originalMessage ?? '');
      const { message, permanent } = await explainSpawnError(named, error, executables);
      return permanent ? notStarted(message) : { ...notStarted(message), isPassing: true };
    }
    // What it says is known from 'exit' already.
    spawned.catch(() => {});
    alive.add(pid);
    // One that ends without having read it breaks the pipe; its exit tells the rest.
    nodeChildProcess.stdin?.on('error', () => {}).end(spec.input);
    const startedMs = context.clock.monotonic();
    const exit = new Promise<CommandExit>((resolve) => {
      nodeChildProcess.once('exit', (code, killedBy) => {
        alive.delete(pid);
        runningMarks.delete(mark);
        resolve({ code, signal: killedBy, ranMs: context.clock.monotonic() - startedMs });
      });
    });
    const closed = new Promise<void>((resolve) => nodeChildProcess.once('close', () => resolve()));
    const root = { pid, startTicks: readStartTicks(pid) };
    return attend({ spec, mark, root, exit, closed, signal }, nodeChildProcess);
  }

  async function attend(
    { spec, mark, root, exit, closed, signal }: Attended,
    { stdout, stderr }: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  ): Promise<CommandOutcome> {
    const { clock, guard } = context;
    guard.watch(root, mark, 'group');
    const output = keepOutput(stdout, stderr, spec.maxBytes);
    const { promise: aborted, abandon } = whenAborted(signal);
    const state: { ended: CommandExit | null } = { ended: null };
    const hasEnded = () => state.ended !== null;
    // An exit never rejects, and its group's number is its own in this very moment.
    const swept = exit.then((how) => {
      state.ended = how;
      leftovers.sweep(mark);
      if (process.platform !== 'win32') killGroup(root.pid);
    });
    const answered = Promise.race([swept, output.tooMuch, aborted]);
    const inTime = await within(patientClock(clock), spec.timeoutMs, answered);
    if (hasEnded()) {
      await swept;
      guard.release(root.pid);
      await within(clock, OUTPUT_END_MS, Promise.race([closed, aborted]));
    } else if (await end({ mark, root, exit, aborted, hasEnded })) {
      guard.release(root.pid);
    }
    abandon();
    for (const stream of [stdout, stderr]) stream?.destroy();
    if (signal.aborted) return NOT_WANTED;
    if (output.isTooMuch()) return { kind: 'too-much-output' };
    if (!inTime || state.ended === null) return { kind: 'timeout' };
    return { kind: 'exited', ...state.ended, ...output.read() };
  }

  /** False when something is left, or nobody knows. */
  async function end({ mark, root, exit, aborted, hasEnded }: Ending): Promise<boolean> {
    const target = { mark, root };
    const child = { target, ended: exit, hasEnded, closeStdin: null, seen: async () => [] };
    try {
      const { left } = await runStopLadder(child, GRACES, context.clock, aborted);
      return left.length === 0;
    } catch (error) {
      // Its number is its own as long as it was not reaped.
      if (!hasEnded() && process.platform !== 'win32') killGroup(root.pid);
      context.onFault(`What a command has left can't be looked for: ${messageOf(error)}`);
      return false;
    }
  }

  return {
    runningMarks,
    run(spec, signal) {
      const either = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      if (either.aborted) return Promise.resolve(NOT_WANTED);
      const outcome = start(spec, either).catch((error: unknown) => notStarted(messageOf(error)));
      running.add(outcome);
      return outcome.finally(() => running.delete(outcome));
    },
    async close() {
      closing.abort();
      await Promise.all(running);
      await leftovers.close();
    },
  };
}

interface CommandExit extends Exit {
  readonly ranMs: number;
}

interface Attended {
  readonly spec: ShortCommand;
  readonly mark: string;
  readonly root: Found;
  readonly exit: Promise<CommandExit>;
  /** The end of its output too. */
  readonly closed: Promise<void>;
  readonly signal: AbortSignal;
}

interface Ending extends Pick<Attended, 'mark' | 'root' | 'exit'> {
  readonly aborted: Promise<void>;
  hasEnded(): boolean;
}

function notStarted(reason: string): Extract<CommandOutcome, { readonly kind: 'not-started' }> {
  return { kind: 'not-started', reason };
}

const NOT_WANTED = notStarted('it is not wanted any more');

/** Keeps what was said up to `maxBytes`, and tells when there is more. */
function keepOutput(stdout: Readable | null, stderr: Readable | null, maxBytes: number) {
  const { promise: tooMuch, resolve } = Promise.withResolvers<void>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let tail = '';
  const count = (chunk: Buffer): boolean => {
    bytes += chunk.length;
    if (bytes > maxBytes) resolve();
    return bytes <= maxBytes;
  };
  // A pipe that breaks is over; the exit tells the rest.
  for (const stream of [stdout, stderr]) stream?.on('error', () => {});
  stdout?.on('data', (chunk: Buffer) => {
    if (count(chunk)) chunks.push(chunk);
  });
  stderr?.on('data', (chunk: Buffer) => {
    if (count(chunk)) tail = (tail + chunk.toString('utf8')).slice(-STDERR_CHARS);
  });
  return {
    tooMuch,
    isTooMuch: () => bytes > maxBytes,
    read: () => ({ stdout: Buffer.concat(chunks).toString('utf8'), stderrTail: tail }),
  };
}

function whenAborted(signal: AbortSignal): { readonly promise: Promise<void>; abandon(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const abort = () => resolve();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  return { promise, abandon: () => signal.removeEventListener('abort', abort) };
}

/** Null where it can't be looked at: the stop ladder finds it by its group and its mark. */
function readStartTicks(pid: number): number | null {
  try {
    return readProcessEntry(pid)?.startTicks ?? null;
  } catch {
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
