import { spawn } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './engine-address.ts';

const COMMAND = join(import.meta.dirname, '..', '..', 'signalbox.js');
const TAIL_LINES = 5;
/** Nobody waits longer for an engine; an older lock is a dead one's, whose number another process has by now. */
const STALE_MS = 60_000;
const LOOK_EVERY_MS = 50;

export interface EngineStarter {
  /**
   * Starts a headless engine that lives on after this process, unless one runs by then or another `connect` is at it.
   * Whoever calls looks for the engine's address afterwards, and calls again while there is none.
   */
  start(): void;
  /** Why the engine that was started here never ran, with the last it said; told once, and null otherwise. */
  takeFailure(): string | null;
}

interface StarterOptions {
  readonly stateFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isRunning: () => boolean;
}

/**
 * One of ten clients that start together starts the engine: the one that makes the file `engine-start.lock`. It takes
 * it away when the engine runs or has failed; of one that was killed, the next one does. Two that do so at the same
 * moment start two engines, of which the lock on the home lets one run.
 */
export function createEngineStarter({ stateFolder, env, isRunning }: StarterOptions): EngineStarter {
  const lock = join(stateFolder, 'engine-start.lock');
  const log = join(stateFolder, 'engine-start.log');
  let failure: string | null = null;
  let held = false;
  const release = (): void => {
    if (held) rmSync(lock, { force: true });
    held = false;
  };
  process.once('exit', release);

  function start(): void {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    if (held || !takeLock(lock)) return;
    held = true;
    // Another may have started it while the lock was its own.
    if (isRunning()) {
      release();
      return;
    }
    // What it says on stdout holds its token.
    const errors = openSync(log, 'w', 0o600);
    const child = spawn(process.execPath, [COMMAND, 'serve'], {
      cwd: homedir(),
      env,
      detached: true,
      stdio: ['ignore', 'ignore', errors],
    });
    closeSync(errors);
    const failed = (how: string): void => {
      // Once it ran, its end is like that of any engine.
      if (!held) return;
      const tail = tailOf(log);
      failure = `The engine that was started ${how}${tail === '' ? '' : `: ${tail}`} (${log})`;
      release();
    };
    child.once('error', ({ message }) => failed(`could not run: ${message}`));
    child.once('exit', (code, signal) => failed(`ended with ${signal ?? `code ${code}`}`));
    child.unref();
    const startedMs = performance.now();
    const look = setInterval(() => {
      if (held && !isRunning() && performance.now() - startedMs < STALE_MS) return;
      clearInterval(look);
      release();
    }, LOOK_EVERY_MS);
    look.unref();
  }

  return {
    start,
    takeFailure() {
      const taken = failure;
      failure = null;
      return taken;
    },
  };
}

/** False when a living process has it. */
function takeLock(lock: string): boolean {
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  try {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    // Unlike a file that is opened and written, a link is there with its content.
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isHeld(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    const ageMs = Date.now() - statSync(lock).mtimeMs;
    return ageMs < STALE_MS && Number.isInteger(pid) && isAlive(pid);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function tailOf(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-TAIL_LINES).join(' ');
}
