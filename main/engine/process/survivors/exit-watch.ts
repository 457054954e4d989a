import type { Clock } from '../../ports.ts';
import type { Found } from '../kill-tree.ts';
import { readProcessEntry } from '../process-table.ts';

/** How the end of a process that is no child of ours is seen: two reads of /proc a second each would not be felt. */
const LOOK_EVERY_MS = 200;

/** Watches processes of others with one timer for all; it runs only while there are some. */
export interface ExitWatch {
  /** Fulfilled when the process has ended. */
  watch(one: Found): Promise<void>;
  /** Its promise stays open. */
  forget(pid: number): void;
}

export function createExitWatch(clock: Clock): ExitWatch {
  const watched = new Map<number, { readonly one: Found; readonly onEnd: () => void }>();
  let cancel: (() => void) | null = null;

  function look(): void {
    cancel = null;
    for (const [pid, { one, onEnd }] of watched) {
      if (isThere(one)) continue;
      watched.delete(pid);
      onEnd();
    }
    if (watched.size > 0) cancel = clock.after(LOOK_EVERY_MS, look);
  }

  return {
    watch(one) {
      const { promise, resolve } = Promise.withResolvers<void>();
      watched.set(one.pid, { one, onEnd: resolve });
      cancel ??= clock.after(LOOK_EVERY_MS, look);
      return promise;
    },
    forget(pid) {
      watched.delete(pid);
      if (watched.size > 0) return;
      cancel?.();
      cancel = null;
    },
  };
}

/** A look that fails, with too many files open for example, says nothing of an end: the next one does. */
function isThere({ pid, startTicks }: Found): boolean {
  try {
    return readProcessEntry(pid)?.startTicks === startTicks;
  } catch {
    return true;
  }
}
