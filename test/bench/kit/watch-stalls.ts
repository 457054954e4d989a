/** The longest time that the main thread was not to be had. */
export interface Stalls {
  /** Waiting, milliseconds: its own work, and what other processes took of the processors. */
  readonly wallMs: number;
  /** Its own work alone, milliseconds of processor time. */
  readonly ownMs: number;
}

const TICK_MS = 2;

/** Watches until `end` is called. Ticks rather than a histogram, so that processor time can be told beside it. */
export function watchStalls(): { end(): Stalls } {
  let [wallMs, ownMs] = [0, 0];
  let atMs = performance.now();
  let cpu = process.threadCpuUsage();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const used = process.threadCpuUsage(cpu);
    wallMs = Math.max(wallMs, nowMs - atMs - TICK_MS);
    ownMs = Math.max(ownMs, (used.user + used.system) / 1000);
    atMs = nowMs;
    cpu = process.threadCpuUsage();
  }, TICK_MS);
  return {
    end() {
      clearInterval(timer);
      return { wallMs, ownMs };
    },
  };
}
