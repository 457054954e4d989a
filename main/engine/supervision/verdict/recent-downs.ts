import type { Clock } from '../../ports.ts';
import type { Fact } from '../life.ts';

const WINDOW_MS = 10 * 60_000;

/** How often each server went down lately, with all its processes; for the verdict on it. */
export interface RecentDowns {
  /** A start by hand and an edit forgive what was. */
  note(server: string, fact: Fact): void;
  /** Within the last ten minutes. */
  count(server: string): number;
  forget(server: string): void;
}

export function createRecentDowns(clock: Clock): RecentDowns {
  /** Monotonic milliseconds, oldest first. */
  const times = new Map<string, readonly number[]>();
  const recent = (server: string): readonly number[] => {
    const fromMs = clock.monotonic() - WINDOW_MS;
    return (times.get(server) ?? []).filter((at) => at > fromMs);
  };
  return {
    note(server, fact) {
      if (fact.kind === 'starting' && (fact.cause === 'owner' || fact.cause === 'configuration'))
        times.delete(server);
      if (fact.kind === 'down' || (fact.kind === 'over-limit' && fact.outcome === 'restart'))
        times.set(server, [...recent(server), clock.monotonic()]);
    },
    count: (server) => recent(server).length,
    forget: (server) => void times.delete(server),
  };
}
