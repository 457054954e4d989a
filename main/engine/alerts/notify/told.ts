import { z } from 'zod';
import { type Alert, Severity } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import { rank } from './severity.ts';

const ToldRecord = z.object({
  rule: z.string(),
  server: z.string().nullable(),
  /** The firing that it was told for. */
  alert: z.string(),
  at_ms: z.number(),
  severity: Severity,
  /** Its end is still to be told. */
  open: z.boolean(),
});
type ToldRecord = z.infer<typeof ToldRecord>;

/** What was told of each rule and server last. Kept, so that a restart tells nothing again. */
export interface Told {
  of(alert: Pick<Alert, 'rule' | 'server'>): ToldRecord | null;
  ofId(alertId: string): ToldRecord | null;
  /** Those whose end is still to be told. */
  open(): readonly ToldRecord[];
  /** How long it must wait until it may be told; 0 when it may. */
  waitMs(alert: Alert, repeatMs: number): number;
  /**
   * How long it must wait because something no less severe of its server was told a moment ago and is not over: 0 when it
   * may be told.
   */
  serverWaitMs(alert: Alert, intervalMs: number, isOpen: (alertId: string) => boolean): number;
  put(alert: Alert, open: boolean): void;
  /** The same trouble goes on under a new id. */
  follow(alert: Alert): void;
  /** What was told with others goes on when those are well: its end is told by itself. */
  reopen(alertId: string): void;
  /** Its end is told, or will not be. */
  close(alertId: string): void;
}

/** Beyond what a rule is told again after, but for what still fires. */
const KEPT_ROWS = 1_000;
const KEPT_DAYS = 7;

export function openTold(shelves: Shelves, clock: Clock): Told {
  const shelf = shelves({
    name: 'alerts-told',
    schema: ToldRecord,
    rows: KEPT_ROWS,
    days: KEPT_DAYS,
    isKept: ({ open }) => open,
  });
  const records = new Map<string, ToldRecord>();
  /** By the clock that never jumps: of what an earlier run told, as long ago as the wall clock says now. */
  const toldAt = new Map<string, number>();
  for (const record of shelf.newest()) {
    const key = keyOf(record);
    records.set(key, record);
    toldAt.set(key, clock.monotonic() - Math.max(0, clock.now() - record.at_ms));
  }

  function write(record: ToldRecord): void {
    records.set(keyOf(record), record);
    shelf.put(keyOf(record), record.at_ms, record);
  }

  function ofId(alertId: string): ToldRecord | null {
    for (const record of records.values()) if (record.alert === alertId) return record;
    return null;
  }

  return {
    of: (alert) => records.get(keyOf(alert)) ?? null,
    ofId,
    open: () => [...records.values()].filter(({ open }) => open),
    waitMs(alert, repeatMs) {
      const last = records.get(keyOf(alert));
      if (last === undefined || rank(alert.severity) > rank(last.severity)) return 0;
      const sinceMs = clock.monotonic() - (toldAt.get(keyOf(alert)) ?? 0);
      return Math.max(0, repeatMs - sinceMs);
    },
    serverWaitMs({ server, rule, severity }, intervalMs, isOpen) {
      if (server === null) return 0;
      const others = [...records.values()].filter(
        (one) =>
          one.server === server &&
          one.rule !== rule &&
          rank(one.severity) >= rank(severity) &&
          isOpen(one.alert),
      );
      const nowMs = clock.monotonic();
      const waits = others.map((one) => intervalMs - (nowMs - (toldAt.get(keyOf(one)) ?? 0)));
      return Math.max(0, ...waits);
    },
    put(alert, open) {
      const { rule, server, id, severity } = alert;
      write({ rule, server, alert: id, at_ms: clock.now(), severity, open });
      toldAt.set(keyOf(alert), clock.monotonic());
    },
    follow(alert) {
      const last = records.get(keyOf(alert));
      if (last !== undefined) write({ ...last, alert: alert.id });
    },
    reopen(alertId) {
      const last = ofId(alertId);
      if (last !== null) write({ ...last, open: true });
    },
    close(alertId) {
      const last = ofId(alertId);
      if (last?.open) write({ ...last, open: false });
    },
  };
}

function keyOf({ rule, server }: Pick<Alert, 'rule' | 'server'>): string {
  return JSON.stringify([rule, server]);
}
