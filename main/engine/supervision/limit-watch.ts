import type { LimitView } from '#contract/limit.ts';
import type { LimitSettings } from '../configuration/configuration.ts';

/** One look at the whole tree of a server. */
export interface LimitSample {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly memoryBytes: number;
  readonly processes: number;
  /** Per cent of one core. */
  readonly cpuPercent: number;
}

export interface LimitRules {
  readonly limits: LimitSettings;
  /** What is only watched, and what the kernel holds. */
  readonly enforced: readonly LimitView[];
  readonly sampleIntervalMs: number;
}

/** What was seen of one process; a new one begins with {@link UNWATCHED}. */
export interface LimitWatch {
  readonly lastAtMs: number | null;
  readonly memory: Excess | null;
  readonly cpu: Excess | null;
  /** Whether the last verdict on its memory was a warning. */
  readonly memoryWarned: boolean;
  /** Samples in a row with more processes than the limit. */
  readonly processesOver: number;
}

/** A stay above a limit that has not ended. */
interface Excess {
  readonly sinceMs: number;
  /** Of that time, how long it really was above, and not just below. */
  readonly aboveMs: number;
  readonly wasAbove: boolean;
}

export const UNWATCHED: LimitWatch = {
  lastAtMs: null,
  memory: null,
  cpu: null,
  memoryWarned: false,
  processesOver: 0,
};

/** `sinceMs` is how long it has been above; `value` and `limitValue` are in the unit of the limit. */
export type LimitVerdict =
  | { readonly kind: 'calm' }
  | {
      readonly kind: 'warn';
      readonly limit: LimitView['limit'];
      readonly value: number;
      readonly limitValue: number;
    }
  | {
      readonly kind: 'breach';
      readonly limit: 'memory_soft' | 'memory_hard' | 'processes';
      readonly value: number;
      readonly limitValue: number;
      readonly sinceMs: number;
    };

const WARN_SHARE = 0.8;
/** Below this share of a limit, or of what is warned at, it is over. */
const CALM_SHARE = 0.9;
/** Of the time that a limit is passed, this much must really be above it, so that a spike that ends just below is none. */
const ABOVE_SHARE = 2 / 3;
/** A fork of a moment is no breach. */
const PROCESS_SAMPLES = 2;
/** Sleep, or a pass that was held up: what lies between was not seen. */
const GAP_INTERVALS = 3;
const MIN_GAP_MS = 5000;

/**
 * What a sample says about a server's limits, and what to remember of it. Pure. A warning is repeated with each sample
 * that it holds for. What the kernel holds is not judged here: it can't be passed.
 */
export function watchLimits(
  before: LimitWatch,
  sample: LimitSample,
  rules: LimitRules,
): { readonly watch: LimitWatch; readonly verdict: LimitVerdict } {
  const { limits, enforced, sampleIntervalMs } = rules;
  const gapMs = Math.max(MIN_GAP_MS, GAP_INTERVALS * sampleIntervalMs);
  const seen = before.lastAtMs !== null && sample.atMs - before.lastAtMs <= gapMs ? before : UNWATCHED;
  const elapsedMs = seen.lastAtMs === null ? 0 : sample.atMs - seen.lastAtMs;
  const isBy = (limit: LimitView['limit'], by: LimitView['enforced_by']): boolean =>
    enforced.some((view) => view.limit === limit && view.enforced_by === by);

  const { memorySoftBytes: soft, memoryHardBytes: hard, processes, cpuPercent, sustainedMs } = limits;
  const memory =
    soft === null ? null : follow(seen.memory, sample.atMs, elapsedMs, sample.memoryBytes / soft);
  const quota = isBy('cpu_quota', 'priority') ? cpuPercent : null;
  const cpu = quota === null ? null : follow(seen.cpu, sample.atMs, elapsedMs, sample.cpuPercent / quota);
  const warnFrom = WARN_SHARE * (seen.memoryWarned ? CALM_SHARE : 1);
  const memoryWarned = soft !== null && sample.memoryBytes >= warnFrom * soft;
  const tooMany = processes !== null && isBy('processes', 'watched') && sample.processes > processes;
  const processesOver = tooMany ? seen.processesOver + 1 : 0;
  const watch = { lastAtMs: sample.atMs, memory, cpu, memoryWarned, processesOver };

  const verdict = ((): LimitVerdict => {
    if (hard !== null && isBy('memory_hard', 'watched') && sample.memoryBytes > hard) {
      const value = sample.memoryBytes;
      return { kind: 'breach', limit: 'memory_hard', value, limitValue: hard, sinceMs: 0 };
    }
    if (tooMany && processesOver >= PROCESS_SAMPLES) {
      const value = sample.processes;
      return { kind: 'breach', limit: 'processes', value, limitValue: processes, sinceMs: elapsedMs };
    }
    if (soft !== null && memory !== null && isSustained(memory, sample.atMs, sustainedMs)) {
      const sinceMs = sample.atMs - memory.sinceMs;
      return { kind: 'breach', limit: 'memory_soft', value: sample.memoryBytes, limitValue: soft, sinceMs };
    }
    if (soft !== null && memoryWarned) {
      return { kind: 'warn', limit: 'memory_soft', value: sample.memoryBytes, limitValue: soft };
    }
    if (tooMany) return { kind: 'warn', limit: 'processes', value: sample.processes, limitValue: processes };
    if (quota !== null && cpu !== null && isSustained(cpu, sample.atMs, sustainedMs)) {
      return { kind: 'warn', limit: 'cpu_quota', value: sample.cpuPercent, limitValue: quota };
    }
    return { kind: 'calm' };
  })();
  return { watch, verdict };
}

/** `share` is how much of the limit is used. */
function follow(before: Excess | null, atMs: number, elapsedMs: number, share: number): Excess | null {
  const isAbove = share > 1;
  if (before === null) return isAbove ? { sinceMs: atMs, aboveMs: 0, wasAbove: true } : null;
  if (share < CALM_SHARE) return null;
  const aboveMs = before.aboveMs + (before.wasAbove && isAbove ? elapsedMs : 0);
  return { sinceMs: before.sinceMs, aboveMs, wasAbove: isAbove };
}

function isSustained({ sinceMs, aboveMs, wasAbove }: Excess, atMs: number, sustainedMs: number): boolean {
  return wasAbove && atMs - sinceMs >= sustainedMs && aboveMs >= ABOVE_SHARE * sustainedMs;
}
