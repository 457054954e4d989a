import { join } from 'node:path';
import type { Places } from './places.ts';
import { readRuntimeFile } from './runtime-file.ts';
import { takeEngineLock } from './state/state.ts';

/** Another engine holds the home. `url` and `pid` are null when it has not written where it is. */
export class EngineRunningError extends Error {
  override readonly name = 'EngineRunningError';
  readonly url: string | null;
  readonly pid: number | null;

  constructor(url: string | null, pid: number | null) {
    super(`another engine runs already${pid === null ? '' : ` (pid ${pid}, ${url})`}`);
    this.url = url;
    this.pid = pid;
  }
}

/** One engine for each home. Throws EngineRunningError. */
export async function takeLock(places: Places): Promise<{ release(): void }> {
  const lock = takeEngineLock(join(places.state, 'engine.lock'));
  if (lock !== null) return lock;
  const other = await readRuntimeFile(places.runtimeFile);
  throw new EngineRunningError(other?.url ?? null, other?.pid ?? null);
}
