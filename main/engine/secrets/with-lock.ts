import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 20;
/** A change takes a fraction of a second, also on a slow disk: what is older was left by a process that was killed. */
const STALE_MS = 10_000;

/**
 * Does work while no other process does work under the same lock: a file that is there as long as it lasts. It waits at most
 * about {@link STALE_MS}, after which a lock counts as left over. Where no lock can be made, the work says what is wrong.
 */
export async function withLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  const isMine = await take(lock);
  try {
    return await work();
  } finally {
    if (isMine) await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  for (let tries = 0; tries < (2 * STALE_MS) / STEP_MS; tries += 1) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
    }
    if (await isStale(lock)) await rm(lock, { force: true });
    else await sleep(STEP_MS);
  }
  return false;
}

async function isStale(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > STALE_MS;
  } catch {
    // It was given back meanwhile.
    return false;
  }
}
