import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { EngineFigures } from '#contract/engine-figures.ts';
import type { Clock } from './ports.ts';

type OwnFigures = Omit<EngineFigures, 'sampling' | 'history' | 'version'>;

/** Its timer wakes the process that often: at 10 ms, the default, that alone is 1 % of a core, and 0.05 % like this (measured). */
const DELAY_RESOLUTION_MS = 250;
const DELAY_WINDOW_MS = 60_000;
/** Shorter spans say more about the asking than about the engine. */
const CPU_SPAN_MS = 10_000;

/** What this process uses. The caller closes it. */
export function watchOwnFigures(clock: Clock): { read(): OwnFigures; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  /** Of the last whole minute; null in the first, in which everything is being started. */
  let delays: Delays | null = null;
  let cancelWindow = clock.after(DELAY_WINDOW_MS, turn);
  let cpu = { atMs: clock.monotonic(), spent: process.cpuUsage(), percent: null as number | null };

  function turn(): void {
    delays = delaysOf(delay);
    delay.reset();
    cancelWindow = clock.after(DELAY_WINDOW_MS, turn);
  }

  function cpuPercent(): number | null {
    const atMs = clock.monotonic();
    if (atMs - cpu.atMs < CPU_SPAN_MS) return cpu.percent;
    const since = process.cpuUsage(cpu.spent);
    const percent = (since.user + since.system) / 10 / (atMs - cpu.atMs);
    cpu = { atMs, spent: process.cpuUsage(), percent };
    return percent;
  }

  return {
    read() {
      const heap = getHeapStatistics();
      return {
        pid: process.pid,
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        uptime_seconds: process.uptime(),
        cpu_percent: cpuPercent(),
        memory_bytes: process.memoryUsage.rss(),
        heap_used_bytes: heap.used_heap_size,
        heap_limit_bytes: heap.heap_size_limit,
        open_files: countOpenFiles(),
        loop_delay_p50_ms: delays?.p50 ?? null,
        loop_delay_p99_ms: delays?.p99 ?? null,
        loop_delay_max_ms: delays?.max ?? null,
      };
    },
    close() {
      cancelWindow();
      delay.disable();
    },
  };
}

interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Null before the first sample. The timer's own interval is no delay. */
function delaysOf(histogram: ReturnType<typeof monitorEventLoopDelay>): Delays | null {
  if (histogram.count === 0) return null;
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - DELAY_RESOLUTION_MS);
  return {
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(histogram.max),
  };
}

/** Null where the system keeps no list of them. */
function countOpenFiles(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    return readdirSync('/proc/self/fd').length;
  } catch (error) {
    // EMFILE: just when there are too many to look.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
