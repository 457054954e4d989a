import type { LogLine } from '#contract/log-line.ts';
import type { AlertSettings } from '../../configuration/configuration.ts';
import { type BoundedPattern, boundedPattern, type Logs, PatternTooSlowError } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';

/** The engine stands still while it looks at the lines of 50 ms. */
const MAX_MS = 50;
/** What is counted of one pattern and server within its window, at most: a flood is more than any rule asks for. */
const MAX_TIMES = 1_000;

interface Watched {
  /** Null for one that is none, or that took too long: its rules know nothing. */
  pattern: BoundedPattern | null;
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
}): LogPatterns {
  const { clock, logs, onFault } = options;
  let settings: AlertSettings | null = null;
  let watched: ReadonlyMap<string, Watched> = new Map();
  let unsubscribe: (() => void) | null = null;

  function compile(source: string): BoundedPattern | null {
    try {
      return boundedPattern(source, 'i', MAX_MS);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      onFault(`The pattern ${source} of an alert rule is no regular expression: ${why}`);
      return null;
    }
  }

  function take(lines: readonly LogLine[]): void {
    const atMs = clock.monotonic();
    for (const [source, one] of watched) {
      try {
        for (const { server } of one.pattern?.matching(lines, ({ text }) => text) ?? []) {
          const times = one.times.get(server) ?? [];
          one.times.set(server, times);
          times.push(atMs);
          if (times.length > MAX_TIMES) times.splice(0, times.length - MAX_TIMES);
        }
      } catch (error) {
        if (!(error instanceof PatternTooSlowError)) throw error;
        one.pattern = null;
        onFault(
          `The pattern ${source} of an alert rule takes too long and is not used any more: avoid repetition inside repetition, such as (a+)+`,
        );
      }
    }
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
              ? { pattern: compile(source), windowMs, times: new Map() }
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
      const times = one.times.get(server);
      if (times === undefined) return 0;
      const nowMs = clock.monotonic();
      while ((times[0] ?? nowMs) < nowMs - one.windowMs) times.shift();
      return times.filter((at) => at >= nowMs - windowMs).length;
    },
    close() {
      unsubscribe?.();
      unsubscribe = null;
    },
  };
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
