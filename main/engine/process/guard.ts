import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import type { Clock } from '../ports.ts';
import { GUARD_SCRIPT } from './guard-script.ts';
import { MARK_VARIABLE } from './mark.ts';
import { within } from './wait.ts';

/** The process that sweeps when the engine dies without a chance to. One for an engine. */
export interface Guard {
  watch(pid: number, startTicks: number | null): void;
  release(pid: number): void;
  /** Ends the guard without a sweep: everything has been stopped. */
  close(): Promise<void>;
}

/** A guard that dies this often in a row can't be had here: something on the machine ends it. */
const DEATHS_LIMIT = 5;
/** One that lived this long was a good one; its death is counted from the beginning again. */
const GOOD_LIFE_MS = 60_000;
/** The wait before the n-th guard in a row is n times this: what ended the last one may pass. */
const RESTART_PAUSE_MS = 200;
/** A guard that is stopped does not read its "bye". */
const BYE_LIMIT_MS = 1_000;

/**
 * Starts the guard. Should it end before it is told to, another takes its place and is told what is to be watched;
 * after five deaths in a row `onLost` is told, and servers run on without that net.
 *
 * Windows has none: there the job object of libuv ends the direct children with the engine.
 */
export function startGuard(options: {
  readonly markPrefix: string;
  readonly reportFile: string;
  readonly clock: Clock;
  readonly onLost: (reason: string) => void;
}): Guard {
  const { clock } = options;
  const watched = new Map<number, number | null>();
  let closing = false;
  let deaths = 0;
  let cancelRestart = (): void => {};
  let guard: { readonly child: ChildProcess; readonly ended: Promise<void> } | null = null;
  if (process.platform !== 'win32') start();

  function start(): void {
    const startedMs = clock.monotonic();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const onEnd = (reason: string) => {
      resolve();
      if (isOver || closing) return;
      isOver = true;
      guard = null;
      deaths = clock.monotonic() - startedMs > GOOD_LIFE_MS ? 1 : deaths + 1;
      if (deaths > DEATHS_LIMIT) options.onLost(reason);
      else cancelRestart = clock.after(deaths * RESTART_PAUSE_MS, start);
    };
    const child = spawnGuard(options.markPrefix, options.reportFile);
    guard = { child, ended };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(`it ended with ${signal ?? `code ${code}`}`));
    // Without a stdin there was no file left to make it with, and 'error' follows. A write to a guard that has just
    // died fails, and 'exit' follows.
    child.stdin?.on('error', () => {});
    child.unref();
    for (const [pid, startTicks] of watched) tell(`+ ${pid} ${startTicks ?? '-'}`);
  }

  function tell(line: string): void {
    guard?.child.stdin?.write(`${line}\n`);
  }

  return {
    watch(pid, startTicks) {
      watched.set(pid, startTicks);
      tell(`+ ${pid} ${startTicks ?? '-'}`);
    },
    release(pid) {
      if (watched.delete(pid)) tell(`- ${pid}`);
    },
    async close() {
      closing = true;
      cancelRestart();
      if (guard === null) return;
      const { child, ended } = guard;
      child.ref();
      // Without the "bye" it sweeps: something is left that could not be ended.
      if (watched.size > 0) {
        child.stdin?.end();
        child.unref();
        return;
      }
      child.stdin?.end('bye\n');
      if (!(await within(clock, BYE_LIMIT_MS, ended))) child.kill('SIGKILL');
    },
  };
}

function spawnGuard(markPrefix: string, reportFile: string): ChildProcess {
  const environment = { ...process.env };
  delete environment[MARK_VARIABLE];
  return spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'signalbox-guard', markPrefix, reportFile], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: environment,
  });
}

/** One process that a guard had to end. */
export interface GuardStrike {
  readonly pid: number;
  readonly signal: string;
  readonly mark: string;
}

/** What the guard of a dead engine did, told once: the report is removed. Empty when there was nothing to do. */
export async function takeGuardReport(file: string): Promise<GuardStrike[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return [];
  await rm(file, { force: true });
  return text
    .split('\n')
    .map((line) => /^(\d+) (\w+) (.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, signal, mark]) => ({ pid: Number(pid), signal: signal ?? '', mark: mark ?? '' }));
}
