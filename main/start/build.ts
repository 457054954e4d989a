import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the build is made from, and what it makes. */
const SOURCES = ['main', 'preload', 'renderer', 'electron.vite.config.ts', 'package.json'];
const RESULTS = ['out/main/electron-main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

function newestChangeMs(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))));
}

/** Whether a result is missing or older than any source. A file taken away counts too, by its folder's time. */
export function isStale(root: string): boolean {
  const results = RESULTS.map((name) => join(root, name));
  if (!results.every((result) => existsSync(result))) return true;
  const built = Math.min(...results.map((result) => statSync(result).mtimeMs));
  const sources = SOURCES.map((name) => join(root, name)).filter((source) => existsSync(source));
  return sources.some((source) => newestChangeMs(source) > built);
}

/** A build takes some seconds; a lock that is older was left by one that was killed. */
const LOCK_OLD_MS = 120_000;

/** Two starts at the same time must not write the same files: the second waits here. */
async function takeBuildLock(root: string): Promise<() => void> {
  mkdirSync(join(root, 'out'), { recursive: true });
  const lock = join(root, 'out', 'building');
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const held = statSync(lock, { throwIfNoEntry: false });
    if (held !== undefined && Date.now() - held.mtimeMs > LOCK_OLD_MS)
      rmSync(lock, { recursive: true, force: true });
    await sleep(100);
  }
}

/** Builds the window and the desktop app when needed. False when that failed; the reason is on stderr by then. */
export async function buildIfStale(root: string): Promise<boolean> {
  if (!isStale(root)) return true;
  const release = await takeBuildLock(root);
  try {
    return !isStale(root) || (await build(root));
  } finally {
    release();
  }
}

async function build(root: string): Promise<boolean> {
  console.log('Building the window…');
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const child = spawn(process.execPath, [tool, 'build', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code === 0) return true;
  console.error('The window could not be built.');
  return false;
}
