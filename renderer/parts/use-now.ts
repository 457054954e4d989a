import { useSyncExternalStore } from 'react';
import { dayStartMs } from '../format/moment.ts';

/** One timer for every ticking word in the window; it runs only while something listens. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    nowMs = Date.now();
    timer = setInterval(() => {
      nowMs = Date.now();
      for (const tick of listeners) tick();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in milliseconds, anew every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

/** Midnight at the start of today in milliseconds, anew after midnight only: for lists that tell today from before. */
export function useTodayMs(): number {
  return useSyncExternalStore(subscribe, () => dayStartMs(nowMs));
}
