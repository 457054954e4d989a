import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Clock } from '../../ports.ts';

/** Below what a person works with, above what only idle time is for. Children inherit it. */
const NICE = 10;

/** The kernel takes one such write of an ordinary user in 100 ms, of all processes together. */
const RETRY_MS = 150;
const MAX_TRIES = 20;

/**
 * Lowers the priority of a process that has just been started. Where Linux groups processes by session (autogroup, on
 * for desktops) a nice value counts within the session only, so the session is lowered too. Null, or why not; `cancel`
 * ends what is still being tried.
 */
export function lowerPriority(
  pid: number,
  clock: Clock,
): { readonly problem: string | null; cancel(): void } {
  try {
    setPriority(pid, NICE);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { problem, cancel() {} };
  }
  let cancel = (): void => {};
  const lowerSession = (tries: number): void => {
    try {
      writeFileSync(`/proc/${pid}/autogroup`, String(NICE), { flag: 'r+' });
    } catch (error) {
      const again = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      // Anything else: no autogroups here, or the process is gone.
      if (again && tries < MAX_TRIES) cancel = clock.after(RETRY_MS, () => lowerSession(tries + 1));
    }
  };
  if (process.platform === 'linux') lowerSession(1);
  return { problem: null, cancel: () => cancel() };
}
