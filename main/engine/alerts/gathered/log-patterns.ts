import type { LogLine } from '#contract/log-line.ts';
import type { AlertSettings } from '../../configuration/configuration.ts';
import { type BoundedPattern, boundedPattern, type Logs, PatternTooSlowError } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';

/** The engine stands still while it looks at lines: for 50 ms at the most. */
const MAX_MS = 50;
/**
 * Stopped with less than this of the processor's time, it was the machine that was busy, and not the pattern slow: a
 * plain one takes less than 1 ms, and one that repeats repetition takes all it gets.
 */
const SLOW_CPU_MS = MAX_MS / 5;
/** So many batches within this time it may be too slow for: a line now and then is longer than others. */
const STRIKES = 5;
const STRIKES_MS = 10 * 60_000;
/** After that it is not used for so long. */
const REST_MS = 10 * 60_000;
/** `(a+)+`, `(?:\w*,)*`: what makes an expression take long is most often this. */
const REPEATED_REPETITION = /[+*}][^()]*\)[+*{]/;
/** What is counted of one pattern and server within its window, at most: a flood is more than any rule asks for. */
const MAX_TIMES = 1_000;

interface Watched {
  /** Null for one that is none: its rules know nothing. */
  readonly pattern: BoundedPattern | null;
  /** When it was too slow of late, oldest first. */
  strikes: readonly number[];
  /** It was too slow too often: until then its rules know nothing. */
  restsUntilMs: number;
  isTold: boolean;
  /** Of the longest window of all rules that have it. */
  windowMs: number;
  /** By server, by the clock that never jumps, oldest first. */
  readonly times: Map<string, number[]>;
}

/** Counts the log lines that patterns of rules match. Follows the logs only while a rule has a pattern. */
export interface LogPatterns {
  /** The rules may have changed. */
  look(): void;
  /** Lines within the window; null for a pattern that can't be used. */
  count(server: string, pattern: string, windowMs: number): number | null;
  close(): void;
}

export function createLogPatterns(options: {
  readonly clock: Clock;
  readonly logs: Pick<Logs, 'subscribe'>;
  readonly settings: () => AlertSettings;
  readonly onFault: (text: string) => void;
  /** Given by tests. */
  readonly compilePattern?: typeof boundedPattern;
  /** What this thread has used of a processor so far. */
  readonly cpuMs?: () => number;
}): LogPatterns {
  const { clock, logs, onFault, compilePattern = boundedPattern, cpuMs = threadCpuMs } = options;
  let settings: AlertSettings | null = null;
  let watched: ReadonlyMap<string, Watched> = new Map();
  let unsubscribe: (() => void) | null = null;

  function compile(source: string): BoundedPattern | null {
    try {
      return compilePattern(source, 'i', MAX_MS);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      onFault(`The pattern ${source} of an alert rule is no regular expression: ${why}`);
      return null;
    }
  }

  function take(lines: readonly LogLine[]): void {
    const atMs = clock.monotonic();
    for (const [source, one] of watched) {
      if (one.pattern === null || atMs < one.restsUntilMs) continue;
      const met = matching(one.pattern, lines);
      if (met === 'too-slow') strike(source, one, atMs);
      else for (const { server } of met) note(one, server, atMs);
    }
  }

  /** What a busy machine made of it is tried once more, and no fault of the pattern. */
  function matching(pattern: BoundedPattern, lines: readonly LogLine[]): readonly LogLine[] | 'too-slow' {
    for (let trial = 1; trial <= 2; trial += 1) {
      const beganMs = cpuMs();
      try {
        return pattern.matching(lines, ({ text }) => text);
      } catch (error) {
        if (!(error instanceof PatternTooSlowError)) throw error;
        if (cpuMs() - beganMs >= SLOW_CPU_MS) return 'too-slow';
      }
    }
    return [];
  }

  function note({ times: known }: Watched, server: string, atMs: number): void {
    const times = known.get(server) ?? [];
    known.set(server, times);
    times.push(atMs);
    if (times.length > MAX_TIMES) times.splice(0, times.length - MAX_TIMES);
  }

  function strike(source: string, one: Watched, atMs: number): void {
    one.strikes = [...one.strikes.filter((at) => at > atMs - STRIKES_MS), atMs];
    if (one.strikes.length < STRIKES) return;
    one.strikes = [];
    one.restsUntilMs = atMs + REST_MS;
    // What was counted before says nothing of the time that it does not see.
    one.times.clear();
    if (one.isTold) return;
    one.isTold = true;
    const advice = REPEATED_REPETITION.test(source)
      ? 'avoid repetition inside repetition, such as (a+)+'
      : 'make it shorter, or plainer';
    onFault(
      `The pattern ${source} of an alert rule takes too long: ${STRIKES} times within ${STRIKES_MS / 60_000} min it was stopped after ${MAX_MS} ms. Its rule is not judged now, and tried again every ${REST_MS / 60_000} min; ${advice}`,
    );
  }

  return {
    look() {
      if (settings === options.settings()) return;
      settings = options.settings();
      const windows = windowsOf(settings);
      const before = watched;
      watched = new Map(
        [...windows].map(([source, windowMs]) => {
          const known = before.get(source);
          return [
            source,
            known === undefined
              ? newlyWatched(compile(source), windowMs)
              : Object.assign(known, { windowMs }),
          ];
        }),
      );
      if (watched.size > 0) unsubscribe ??= logs.subscribe(take);
      else {
        unsubscribe?.();
        unsubscribe = null;
      }
    },
    count(server, pattern, windowMs) {
      const one = watched.get(pattern);
      if (one === undefined || one.pattern === null) return null;
      const nowMs = clock.monotonic();
      if (nowMs < one.restsUntilMs) return null;
      const times = one.times.get(server);
      if (times === undefined) return 0;
      while ((times[0] ?? nowMs) < nowMs - one.windowMs) times.shift();
      return times.filter((at) => at >= nowMs - windowMs).length;
    },
    close() {
      unsubscribe?.();
      unsubscribe = null;
    },
  };
}

function newlyWatched(pattern: BoundedPattern | null, windowMs: number): Watched {
  return {
    pattern,
    windowMs,
    times: new Map(),
    strikes: [],
    restsUntilMs: Number.NEGATIVE_INFINITY,
    isTold: false,
  };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Patterns of rules that are on, each with the longest window that is asked of it. */
function windowsOf({ enabled, rules, serverRules }: AlertSettings): ReadonlyMap<string, number> {
  const windows = new Map<string, number>();
  for (const rule of enabled ? [...rules, ...[...serverRules.values()].flat()] : []) {
    if (!rule.enabled || rule.condition.kind !== 'log') continue;
    const { pattern, windowMs } = rule.condition;
    windows.set(pattern, Math.max(windows.get(pattern) ?? 0, windowMs));
  }
  return windows;
}
