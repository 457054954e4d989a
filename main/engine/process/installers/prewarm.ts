import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import type { Clock } from '../../ports.ts';
import type { Child } from '../child.ts';
import type { LaunchResult } from '../launch.ts';
import type { LaunchSpec } from '../launch-spec.ts';
import { within } from '../wait.ts';
import { installerOf } from './installer-of.ts';

/** How a fetch ended. */
export interface Prewarmed {
  readonly ok: boolean;
  /** From its start to its end, without the wait for others. */
  readonly ms: number;
  /** A clause for the log and for people: "fetched time-server in 3 s", "could not fetch …: npm error 404". */
  readonly message: string;
}

export interface PrewarmQueue {
  /**
   * Fetches the package that a server's command names, without running the server: one at a time, with low priority, and
   * as a process that is marked, recorded and guarded like the server's own. Ended with its whole tree when `installMs`
   * are over or the signal is given. Never rejects.
   */
  prewarm(spec: LaunchSpec, installMs: number, signal: AbortSignal): Promise<Prewarmed>;
}

/** Below every other program's normal priority, above what runs only when nobody wants the processor. */
const LOW_PRIORITY = 10;
/** npm writes a file to its log folder when it is asked to end. */
const GRACES = { stdinCloseMs: 0, terminateMs: 2_000 };

export function createPrewarmQueue(
  clock: Clock,
  launch: (spec: LaunchSpec, signal: AbortSignal) => Promise<LaunchResult>,
): PrewarmQueue {
  let queue: Promise<unknown> = Promise.resolve();

  return {
    prewarm(spec, installMs, signal) {
      const turn = queue.then(() => fetchPackage(spec, installMs, signal)).catch(failed);
      queue = turn;
      return turn;
    },
  };

  async function fetchPackage(spec: LaunchSpec, installMs: number, signal: AbortSignal): Promise<Prewarmed> {
    const installer = installerOf(spec.command, spec.args);
    const command = installer?.fetch ?? null;
    if (installer === null || command === null) {
      return { ok: false, ms: 0, message: `there is no way to fetch for ${spec.command} without running it` };
    }
    const startedMs = clock.monotonic();
    const end = (ok: boolean, what: string): Prewarmed => {
      const ms = Math.round(clock.monotonic() - startedMs);
      const message = ok ? `fetched ${installer.package}` : `could not fetch ${installer.package}: ${what}`;
      return { ok, ms, message };
    };
    if (signal.aborted) return end(false, 'it is not wanted any more');
    // Not the whole of the server's own: a port that is taken, or a file for its output, is no matter of its package.
    const { server, env, cwd } = spec;
    // No run has this number: the first launch of a server is run 1.
    const launched = await launch({ server, env, cwd, run: 0, isFetch: true, ...command }, signal);
    if (!launched.ok)
      return end(false, signal.aborted ? 'it is not wanted any more' : launched.problem.message);
    const { child } = launched;
    lowerPriority(child.pid);
    const lastLine = drain(child);
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    const abort = () => resolve();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const inTime = await within(clock, installMs, Promise.race([child.exit, aborted]));
    signal.removeEventListener('abort', abort);
    await child.stop(GRACES);
    const { code, signal: killedBy } = await child.exit;
    if (code === 0) return end(true, '');
    if (signal.aborted) return end(false, 'it is not wanted any more');
    if (!inTime) return end(false, `it took longer than ${Math.round(installMs / 1000)} s`);
    return end(false, lastLine() ?? `ended with ${killedBy ?? `code ${code}`}`);
  }
}

function failed(error: unknown): Prewarmed {
  return { ok: false, ms: 0, message: error instanceof Error ? error.message : String(error) };
}

/** Its children begin with the same priority. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, LOW_PRIORITY);
  } catch (error) {
    // It has ended already; its exit tells how.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR')) throw error;
  }
}

/** Reads away what it says, so that it never waits for us; gives the last line of stderr that says something. */
function drain({ output }: Child): () => string | null {
  if (output.kind !== 'pipes') return () => null;
  output.stdin.on('error', () => {});
  output.stdin.end();
  output.stdout.resume();
  return lastLineOf(output.stderr);
}

const KEPT_CHARS = 4_000;

function lastLineOf(stream: Readable): () => string | null {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_CHARS);
  });
  // npm closes its complaint with where the log is, which helps nobody here.
  return () =>
    text
      .trim()
      .split('\n')
      .findLast((line) => line.trim() !== '' && !NOISE.test(line))
      ?.trim() ?? null;
}

const NOISE = /A complete log of this run|^npm error\s*$|_logs\//;
