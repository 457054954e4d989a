import type { Alert, Severity } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import type { PolicyMemory } from '../notify/policy-memory.ts';
import { worstSeverity } from '../notify/severity.ts';
import { belongs, isWorse, join, type LiveStorm, noteTold, type Storm } from './storm.ts';

/** The storms that are not over; moments (`nowMs`) are by the clock that never jumps. Each is told three times at most: that it began, once that it got worse, its end. */
export interface Storms {
  has(alertId: string): boolean;
  /** Takes an alert that is part of one. False when it is part of none. */
  join(alert: Alert, intervalMs: number): boolean;
  /** Begins one with what is told now. */
  open(alerts: readonly Alert[], severity: Severity): void;
  /** None of its alerts has been open for so long. */
  ended(open: ReadonlyMap<string, Alert>, waitMs: number, nowMs: number): readonly Storm[];
  forget(id: string): void;
  /** Those that got worse since they were told, so long ago or longer, with what is to be told of them. */
  worse(
    open: ReadonlyMap<string, Alert>,
    intervalMs: number,
    isWanted: (alert: Alert) => boolean,
    nowMs: number,
  ): readonly { readonly firing: readonly Alert[]; readonly noteUpdate: () => void }[];
  /**
   * When to look again, after `ended` and `worse` were asked. It must be of the same moment: what came due between two
   * looks at the clock would be seen by neither.
   */
  dueMs(intervalMs: number, waitMs: number, nowMs: number): number[];
  isAny(): boolean;
}

interface Tracked extends LiveStorm {
  /** Since when none of its alerts is open; null while one is. */
  overSinceMs: number | null;
}

export function openStorms(options: {
  readonly clock: Clock;
  readonly memory: PolicyMemory;
  readonly newId: () => string;
}): Storms {
  const { clock, memory } = options;
  /** Of what an earlier run saw: as long ago as the wall clock says now. */
  const agoMs = (atMs: number) => clock.monotonic() - Math.max(0, clock.now() - atMs);
  let live: Tracked[] = memory.get().storms.map((storm) => ({
    storm,
    firstMs: agoMs(storm.first_at_ms),
    lastNewMs: agoMs(storm.last_new_at_ms),
    overSinceMs: null,
  }));

  function keep(): void {
    memory.set({ storms: live.map(({ storm }) => storm) });
  }

  return {
    has: (alertId) => live.some(({ storm }) => storm.alerts.includes(alertId)),
    join(alert, intervalMs) {
      const nowMs = clock.monotonic();
      const found = live.find((one) => belongs(one, alert, nowMs, intervalMs));
      if (found === undefined) return false;
      join(found, alert, nowMs, clock.now());
      keep();
      return true;
    },
    open(alerts, severity) {
      const subjects = [...new Set(alerts.map(({ server }) => server))];
      const storm: Storm = {
        id: options.newId(),
        alerts: alerts.map(({ id }) => id),
        subjects,
        first_at_ms: clock.now(),
        last_new_at_ms: clock.now(),
        told_subjects: subjects.length,
        told_severity: severity,
        updated: false,
      };
      const nowMs = clock.monotonic();
      live.push({ storm, firstMs: nowMs, lastNewMs: nowMs, overSinceMs: null });
      keep();
    },
    ended(open, waitMs, nowMs) {
      for (const one of live) {
        const isOver = !one.storm.alerts.some((id) => open.has(id));
        one.overSinceMs = isOver ? (one.overSinceMs ?? nowMs) : null;
      }
      return live
        .filter(({ overSinceMs }) => overSinceMs !== null && nowMs - overSinceMs >= waitMs)
        .map(({ storm }) => storm);
    },
    forget(id) {
      live = live.filter(({ storm }) => storm.id !== id);
      keep();
    },
    worse(open, intervalMs, isWanted, nowMs) {
      return live.flatMap((one) => {
        if (nowMs - one.firstMs < intervalMs) return [];
        const firing = one.storm.alerts.flatMap((id) => open.get(id) ?? []).filter(isWanted);
        const severity = worstSeverity(firing);
        if (!isWorse(one, firing, severity)) return [];
        const noteUpdate = () => {
          noteTold(one, firing, severity);
          keep();
        };
        return [{ firing, noteUpdate }];
      });
    },
    dueMs(intervalMs, waitMs, nowMs) {
      return live
        .flatMap(({ storm, firstMs, overSinceMs }) => [
          ...(storm.updated ? [] : [firstMs + intervalMs]),
          ...(overSinceMs === null ? [] : [overSinceMs + waitMs]),
        ])
        .filter((dueMs) => dueMs > nowMs);
    },
    isAny: () => live.length > 0,
  };
}
