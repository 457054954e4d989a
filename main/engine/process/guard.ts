import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { GUARD_SCRIPT } from './guard-script.ts';
import { MARK_VARIABLE } from './mark.ts';

/** The process that sweeps when the engine dies without a chance to. One for an engine. */
export interface Guard {
  watch(pid: number, startTicks: number | null): void;
  release(pid: number): void;
  /** Ends the guard without a sweep: everything has been stopped. */
  close(): Promise<void>;
}

/**
 * Starts the guard. Should it end before it is told to, it is started again with what is to be watched; after
 * `RESTARTS` deaths `onLost` is told, and servers run on without that net.
 *
 * Windows has none: there the job object of libuv ends the direct children with the engine.
 */
export function startGuard(options: {
  readonly markPrefix: string;
  readonly reportFile: string;
  readonly onLost: (reason: string) => void;
}): Guard {
  const watched = new Map<number, number | null>();
  let closing = false;
  let deaths = 0;
  let guard = process.platform === 'win32' ? null : start();

  function start() {
    const environment = { ...process.env };
    delete environment[MARK_VARIABLE];
    const child = spawn(
      '/bin/sh',
      ['-c', GUARD_SCRIPT, 'signalbox-guard', options.markPrefix, options.reportFile],
      {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
        cwd: '/',
        env: environment,
      },
    );
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const onEnd = (reason: string) => {
      resolve();
      if (closing || guard?.child !== child) return;
      deaths += 1;
      guard = deaths > RESTARTS ? null : start();
      if (guard === null) options.onLost(reason);
      else for (const [pid, startTicks] of watched) tell(`+ ${pid} ${startTicks ?? '-'}`);
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(`it ended with ${signal ?? `code ${code}`}`));
    // A write to a guard that has just died: its end is handled above.
    child.stdin.on('error', () => {});
    child.unref();
    return { child, ended };
  }

  function tell(line: string): void {
    guard?.child.stdin.write(`${line}\n`);
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
      const last = guard;
      if (last === null) return;
      last.child.ref();
      last.child.stdin.end('bye\n');
      await last.ended;
    },
  };
}

const RESTARTS = 5;

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
