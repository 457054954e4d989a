import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { Clock } from '../ports.ts';
import { GUARD_NAME, GUARD_SCRIPT } from './guard-script.ts';
import type { Found } from './kill-tree.ts';
import { MARK_VARIABLE } from './mark.ts';
import { within } from './wait.ts';

/** The process that sweeps when the engine dies without a chance to. One for an engine. */
export interface Guard {
  /** A `group` is named by its leader, with all that is in it; a `process` is one that may have left it. */
  watch(one: Found, mark: string, what: 'group' | 'process'): void;
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
  /** The lines that a guard must have read, by pid. */
  const watched = new Map<number, string>();
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
    let child: ChildProcess;
    try {
      child = spawnGuard(options.markPrefix, options.reportFile);
    } catch (error) {
      // ENOMEM and its kin are thrown where ENOENT is told as an event.
      onEnd(error instanceof Error ? error.message : String(error));
      return;
    }
    guard = { child, ended };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(`it ended with ${signal ?? `code ${code}`}`));
    // Without a stdin there was no file left to make it with, and 'error' follows. A write to a guard that has just
    // died fails, and 'exit' follows.
    child.stdin?.on('error', () => {});
    child.unref();
    for (const line of watched.values()) tell(line);
  }

  function tell(line: string): void {
    guard?.child.stdin?.write(`${line}\n`);
  }

  return {
    watch({ pid, startTicks }, mark, what) {
      const line = `${what} ${pid} ${startTicks ?? '-'} ${mark}`;
      watched.set(pid, line);
      tell(line);
    },
    release(pid) {
      if (watched.delete(pid)) tell(`gone ${pid}`);
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
      await rm(options.reportFile, { force: true });
    },
  };
}

function spawnGuard(markPrefix: string, reportFile: string): ChildProcess {
  const environment = { ...process.env };
  delete environment[MARK_VARIABLE];
  return spawn('/bin/sh', ['-c', GUARD_SCRIPT, GUARD_NAME, markPrefix, reportFile], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: environment,
  });
}
