import type { Alert, Severity } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import type { PolicyMemory } from '../notify/policy-memory.ts';
import { worstSeverity } from '../notify/severity.ts';
import { isDownRule, isOwnCause } from '../notify/wording.ts';
import {
  belongs,
  grows,
  join,
  kindOf,
  type LiveStorm,
  leave,
  type Moment,
  noteTold,
  rises,
  type Storm,
} from './storm.ts';

/** The storms that are not over; moments (`nowMs`) are by the clock that never jumps. Each is told when it began, once that it grew or rose in severity, for each further rise, and at its end. */
export interface Storms {
  has(alertId: string): boolean;
  /** Takes an alert that is part of one. False when it is part of none. */
  join(alert: Alert, moment: Omit<Moment, 'nowMs'>): boolean;
  /** A person cleared it: neither it nor the end of its server's trouble is anybody's concern any more. */
  drop(alert: Alert): void;
  /** Begins one with what is told now. */
  open(alerts: readonly Alert[], severity: Severity): void;
  /** None of its alerts has been firing for so long. */
  ended(open: ReadonlyMap<string, Alert>, waitMs: number, nowMs: number): readonly Storm[];
  forget(id: string): void;
  /**
   * Those that got worse since they were told, with what is to be told of them: of more servers when it began so long ago
   * or longer, more severe at once, but not while alerts are being gathered.
   */
  worse(
    open: ReadonlyMap<string, Alert>,
    intervalMs: number,
    isWanted: (alert: Alert) => boolean,
    nowMs: number,
    isGathering: boolean,
  ): readonly { readonly firing: readonly Alert[]; readonly noteUpdate: () => void }[];
  /**
   * When to look again, after `ended` and `worse` were asked. It must be of the same moment: what came due between two
   * looks at the clock would be seen by neither.
   */
  dueMs(intervalMs: number, waitMs: number, nowMs: number): number[];
  isAny(): boolean;
}

interface Tracked extends LiveStorm {
  readonly goneMs: Map<string, number>;
  /** Since when none of its alerts fires; null while one does. */
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
    goneMs: new Map(),
    overSinceMs: null,
  }));

  function keep(): void {
    memory.set({ storms: live.map(({ storm }) => storm) });
  }

  return {
    has: (alertId) => live.some(({ storm }) => storm.alerts.includes(alertId)),
    join(alert, about) {
      const nowMs = clock.monotonic();
      const found = live.find((one) => belongs(one, alert, { ...about, nowMs }));
      if (found === undefined) return false;
      join(found, alert, nowMs, clock.now());
      keep();
      return true;
    },
    drop(alert) {
      if (!live.some(({ storm }) => storm.alerts.includes(alert.id))) return;
      for (const one of live) {
        if (one.storm.alerts.includes(alert.id)) one.storm = leave(one.storm, alert);
      }
      live = live.filter(({ storm }) => storm.subjects.length > 0);
      keep();
    },
    open(alerts, severity) {
      const firsts = new Map(alerts.toReversed().map(({ server, id }) => [server, id]));
      const subjects = [...firsts.keys()];
      const storm: Storm = {
        id: options.newId(),
        alerts: alerts.map(({ id }) => id),
        subjects,
        firsts: [...firsts.values()],
        kinds: [...new Set(alerts.map(kindOf))],
        causes: [...new Set(alerts.flatMap(({ cause }) => cause ?? []))],
        first_at_ms: clock.now(),
        last_new_at_ms: clock.now(),
        told_subjects: subjects.length,
        told_severity: severity,
        updated: false,
      };
      const nowMs = clock.monotonic();
      live.push({ storm, firstMs: nowMs, lastNewMs: nowMs, goneMs: new Map(), overSinceMs: null });
      keep();
    },
    ended(open, waitMs, nowMs) {
      for (const one of live) {
        for (const id of one.storm.firsts) {
          if (open.has(id)) one.goneMs.delete(id);
          else if (!one.goneMs.has(id)) one.goneMs.set(id, nowMs);
        }
        const isOver = !one.storm.alerts.some((id) => keepsOpen(open.get(id), open));
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
    worse(open, intervalMs, isWanted, nowMs, isGathering) {
      return live.flatMap((one) => {
        const firing = one.storm.alerts.flatMap((id) => open.get(id) ?? []).filter(isWanted);
        const severity = worstSeverity(firing);
        const isWorse = rises(one, severity)
          ? !isGathering
          : nowMs - one.firstMs >= intervalMs && grows(one, firing);
        if (!isWorse) return [];
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

/**
 * What fires does, and a server that is down while what explains that is only coming up. What is seen, silenced or
 * explained by something else does not: it may be so for hours.
 */
function keepsOpen(alert: Alert | undefined, open: ReadonlyMap<string, Alert>): boolean {
  if (alert === undefined) return false;
  if (alert.state !== 'inhibited') return alert.state === 'firing';
  if (!isDownRule(alert.rule) || !isOwnCause(alert.cause)) return false;
  const isShown = ({ server, state }: Alert) =>
    server === alert.server && state !== 'pending' && state !== 'inhibited';
  return ![...open.values()].some(isShown);
}
