import type { z } from 'zod';
import { Alert, type AlertFilter } from '#contract/alert.ts';
import type { Shelves } from '../state/state.ts';
import type { AlertEvent } from './alert-event.ts';

/** Every alert that fired, kept on disk: the open ones to go on with after a restart, the others to be looked at. */
export interface AlertHistory {
  /** Open when the engine ended. */
  readonly restored: readonly Alert[];
  note(events: readonly AlertEvent[]): void;
  /** As it stands, after what is known of it changed. */
  keep(alert: Alert): void;
  /** What came to be known of one that may be over: a remedy can take longer than its alert. */
  annotate(id: string, facts: Partial<Alert>): void;
  /** As it was written last; null for one that is not kept. */
  get(id: string): Alert | null;
  /** Newest first. `open` are those that may have changed since they were written, and what is only pending. */
  find(filter: z.output<typeof AlertFilter>, open: readonly Alert[]): Alert[];
}

/** What filters ask of an alert. Of thousands it is kept in memory: to read them all would hold up the engine (100 ms). */
type Facts = Readonly<
  Pick<Alert, 'id' | 'server' | 'rule' | 'severity' | 'type' | 'state' | 'since' | 'resolved_at'>
>;

const KEPT_ALERTS = 5_000;
const KEPT_DAYS = 365;
/** The oldest facts go when there are so many more than alerts are kept. */
const SLACK = 500;

export function keepAlertHistory(shelves: Shelves): AlertHistory {
  const shelf = shelves({ name: 'alert', schema: Alert, rows: KEPT_ALERTS, days: KEPT_DAYS, isKept: isOpen });
  const kept = shelf.newest();
  const restored = kept.filter(isOpen);
  let facts = new Map(kept.map((alert) => [alert.id, factsOf(alert)]));

  function keep(alert: Alert): void {
    // What never fired is nothing to look back at.
    if (alert.fired_at === null) return;
    shelf.put(alert.id, Date.parse(alert.since), alert);
    facts.set(alert.id, factsOf(alert));
    if (facts.size <= KEPT_ALERTS + SLACK) return;
    const newest = [...facts.values()].sort(newestFirst).slice(0, KEPT_ALERTS);
    facts = new Map(newest.map((one) => [one.id, one]));
  }

  return {
    restored,
    note(events) {
      for (const { kind, alert } of events) if (kind !== 'changed') keep(alert);
    },
    keep,
    annotate(id, more) {
      const alert = shelf.get(id);
      if (alert !== null) keep({ ...alert, ...more });
    },
    get: shelf.get,
    find(filter, open) {
      const known = new Map(open.map((alert) => [alert.id, alert]));
      const over = [...facts.values()].filter(({ id }) => !known.has(id));
      const found: Alert[] = [];
      for (const one of [...open, ...over].filter((each) => isMeant(each, filter)).sort(newestFirst)) {
        if (found.length >= filter.limit) break;
        const alert = known.get(one.id) ?? shelf.get(one.id);
        if (alert !== null) found.push(alert);
      }
      return found;
    },
  };
}

function factsOf({ id, server, rule, severity, type, state, since, resolved_at }: Alert): Facts {
  return { id, server, rule, severity, type, state, since, resolved_at };
}

function isOpen({ state }: Alert): boolean {
  return state !== 'resolved';
}

function newestFirst(a: Facts, b: Facts): number {
  return Number(a.since < b.since) - Number(a.since > b.since);
}

function isMeant(alert: Facts, filter: z.output<typeof AlertFilter>): boolean {
  const { server, rule, severities, types, states, since, until } = filter;
  return (
    (server === undefined || alert.server === server) &&
    (rule === undefined || alert.rule === rule) &&
    (severities === undefined || severities.includes(alert.severity)) &&
    (types === undefined || types.includes(alert.type)) &&
    (states === undefined || states.includes(alert.state)) &&
    (until === undefined || Date.parse(alert.since) <= Date.parse(until)) &&
    (since === undefined || alert.resolved_at === null || Date.parse(alert.resolved_at) >= Date.parse(since))
  );
}
