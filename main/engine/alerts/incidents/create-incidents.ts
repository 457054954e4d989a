import { z } from 'zod';
import type { Alert } from '#contract/alert.ts';
import { ProblemError } from '#contract/problem.ts';
import type { AlertEvent } from '../alert-event.ts';
import { makeReport } from '../incident-report/report.ts';
import { isAtLeast } from '../notify/severity.ts';
import { describe, eventLine, remedyLines } from './describe.ts';
import { openIncidentLog } from './incident-log.ts';
import { addLine, IncidentRecord, type LiveIncident, newIncident, toIncident } from './incident-record.ts';
import type { IncidentOptions, Incidents } from './incidents.ts';
import { listIncidents } from './list-incidents.ts';
import { beganTogether, goesOn, placeAlert, REOPEN_MS, rootOf } from './place-alert.ts';

const KEPT_ROWS = 2_000;
const KEPT_DAYS = 365;
/** What was lately open; an older one that goes on is known by its alerts. */
const RESTORED = 200;
const LAST = 'last';

export function createIncidents(options: IncidentOptions): Incidents {
  const { clock, shelves } = options;
  const shelf = shelves({
    name: 'incident',
    schema: IncidentRecord,
    rows: KEPT_ROWS,
    days: KEPT_DAYS,
    isKept: ({ closed_at: closedAt }) => closedAt === null,
  });
  const numbers = shelves({
    name: 'incident-number',
    schema: z.object({ last: z.number() }),
    rows: 1,
    days: 3_650,
  });
  const log = openIncidentLog(options.folder, options.onFault);
  const live = new Map<number, LiveIncident>();
  const byAlert = new Map<string, LiveIncident>();
  /** Explained by something that is no incident yet. */
  const orphans = new Map<string, Alert>();
  const dirty = new Set<LiveIncident>();
  const now = () => new Date(clock.now()).toISOString();

  restore();

  function restore(): void {
    const open = new Map(options.open().map((alert) => [alert.id, alert]));
    const nowMs = clock.monotonic();
    const newest = shelf.newest({ limit: RESTORED });
    const ids = new Set([...open.values()].flatMap(({ incident }) => incident ?? []));
    for (const { id } of newest) ids.delete(id);
    const older = [...ids].flatMap((id) => shelf.get(String(id)) ?? []);
    for (const record of [...newest, ...older]) {
      if (record.closed_at !== null) continue;
      const alerts = new Map(
        record.alerts.flatMap((id) => open.get(id) ?? []).map((alert) => [alert.id, alert]),
      );
      const known = {
        record,
        alerts,
        open: new Set(alerts.keys()),
        openedMs: nowMs,
        joinedMs: nowMs,
        closedMs: null,
      };
      live.set(record.id, known);
      for (const id of known.open) byAlert.set(id, known);
      if (!goesOn(known)) end(known);
    }
    write();
  }

  function write(): void {
    for (const { record } of dirty) shelf.put(String(record.id), Date.parse(record.opened_at), record);
    dirty.clear();
    for (const [id, { closedMs, alerts }] of live) {
      if (closedMs === null || clock.monotonic() - closedMs < REOPEN_MS) continue;
      live.delete(id);
      for (const alert of alerts.keys()) byAlert.delete(alert);
    }
  }

  function begin(alert: Alert): LiveIncident {
    const id = (numbers.get(LAST)?.last ?? 0) + 1;
    numbers.put(LAST, clock.now(), { last: id });
    const one = newIncident(id, alert.severity, now(), clock.monotonic());
    live.set(id, one);
    join(one, alert);
    log.append('opened', now(), summed(one));
    return one;
  }

  function summed({ record }: LiveIncident) {
    return { ...toIncident(record), merged_into: record.merged_into };
  }

  function join(one: LiveIncident, alert: Alert): void {
    byAlert.set(alert.id, one);
    orphans.delete(alert.id);
    one.joinedMs = clock.monotonic();
    reopen(one);
    update(one, alert);
    options.onJoined(alert.id, one.record.id);
  }

  function reopen(one: LiveIncident): void {
    if (one.closedMs === null) return;
    one.closedMs = null;
    one.record = { ...one.record, closed_at: null };
    log.append('reopened', now(), summed(one));
  }

  function update(one: LiveIncident, alert: Alert): void {
    one.alerts.set(alert.id, alert);
    if (alert.state === 'resolved') one.open.delete(alert.id);
    else one.open.add(alert.id);
    // Alerts of an earlier run are known by their ids alone: those stay.
    const { alerts, subjects, rules } = one.record;
    const seen = describe(one, options.ruleTitle);
    const merged = <Item>(old: readonly Item[], more: readonly Item[] = []) => [
      ...new Set([...old, ...more]),
    ];
    const allSubjects = merged(subjects, seen.subjects);
    one.record = {
      ...one.record,
      ...seen,
      alerts: merged(alerts, seen.alerts),
      subjects: allSubjects,
      servers: allSubjects.filter((subject) => subject !== null),
      rules: merged(rules, seen.rules),
    };
    dirty.add(one);
  }

  function end(one: LiveIncident): void {
    one.closedMs = clock.monotonic();
    one.record = { ...one.record, closed_at: now() };
    dirty.add(one);
    log.append('closed', now(), summed(one));
  }

  /** The oldest takes all in; the others stay readable under their numbers. */
  function merge(alike: readonly LiveIncident[]): void {
    const [first, ...others] = alike.toSorted((a, b) => a.record.id - b.record.id);
    if (first === undefined) return;
    for (const other of others) {
      live.delete(other.record.id);
      const { lines, notifications } = first.record;
      first.record = {
        ...first.record,
        notifications: notifications + other.record.notifications,
        lines: [...lines, ...other.record.lines].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
      };
      other.record = { ...other.record, closed_at: now(), merged_into: first.record.id, lines: [] };
      dirty.add(other);
      log.append('merged', now(), summed(other));
      for (const alert of other.alerts.values()) join(first, alert);
    }
  }

  /** What turns out to come from another trouble is part of that. */
  function mergeExplained(): void {
    const all = [...live.values()];
    for (const one of all) {
      const alerts = [...one.open].flatMap((id) => one.alerts.get(id) ?? []);
      const [first] = alerts;
      if (first === undefined || alerts.some(({ state }) => state !== 'inhibited')) continue;
      const root = rootOf(
        first,
        all.filter((other) => other !== one && live.has(other.record.id)),
      );
      if (root !== null) merge([one, root]);
    }
  }

  function adoptOrphans(root: LiveIncident): void {
    for (const alert of orphans.values()) {
      if (rootOf(alert, [root]) !== null) join(root, alert);
    }
  }

  function noteOne(event: AlertEvent): void {
    const { kind, alert } = event;
    if (kind === 'pending' || kind === 'withdrawn') return;
    const known = byAlert.get(alert.id);
    if (known === undefined && (kind === 'resolved' || kind === 'changed')) {
      if (kind === 'resolved') orphans.delete(alert.id);
      return;
    }
    const placed = known ?? placeAlert(alert, [...live.values()], clock.monotonic());
    const one =
      placed ?? (alert.state !== 'inhibited' && isAtLeast(alert.severity, 'warning') ? begin(alert) : null);
    if (one === null) {
      if (alert.state === 'inhibited') orphans.set(alert.id, alert);
      return;
    }
    if (known === undefined && placed !== null) join(one, alert);
    else {
      // What was taken for a trace of it holds on.
      if (alert.state !== 'inhibited' && alert.state !== 'resolved') reopen(one);
      update(one, alert);
    }
    for (const line of remedyLines(alert, one.record.lines)) addLine(one, line);
    const line = eventLine(event, now(), known !== undefined);
    if (line !== null) addLine(one, line);
    if (placed === null) {
      adoptOrphans(one);
      merge(beganTogether(one, [...live.values()]));
    }
    if (placed === null || kind === 'inhibited') mergeExplained();
  }

  return {
    note(events) {
      for (const event of events) noteOne(event);
      for (const one of live.values()) if (one.closedMs === null && !goesOn(one)) end(one);
      if (events.length > 0) write();
    },
    notified({ alerts, title, severity }) {
      const concerned = new Set(alerts.flatMap(({ id }) => byAlert.get(id) ?? []));
      for (const one of concerned) {
        one.record = { ...one.record, notifications: one.record.notifications + 1 };
        addLine(one, {
          at: now(),
          kind: 'notification',
          server: null,
          severity,
          text: `Its owner was told: ${title}`,
        });
        dirty.add(one);
      }
      write();
    },
    of: (alertId) => byAlert.get(alertId)?.record.id ?? null,
    list: (filter) => listIncidents(shelf, filter),
    async report(id) {
      let record = shelf.get(String(id));
      if (record?.merged_into != null) record = shelf.get(String(record.merged_into));
      if (record === null) throw new ProblemError('not-found', `there is no incident ${id}`);
      return await makeReport(record, options.sources, clock.now());
    },
    close: () => log.close(),
  };
}
