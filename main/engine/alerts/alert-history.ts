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
  /** As it was written last; null for one that is not kept. */
  get(id: string): Alert | null;
  /** Newest first. `open` are those that may have changed since they were written, and what is only pending. */
  find(filter: z.output<typeof AlertFilter>, open: readonly Alert[]): Alert[];
}

const KEPT_ALERTS = 5_000;
const KEPT_DAYS = 365;

export function keepAlertHistory(shelves: Shelves): AlertHistory {
  const shelf = shelves({ name: 'alert', schema: Alert, rows: KEPT_ALERTS, days: KEPT_DAYS, isKept: isOpen });
  const restored = shelf.newest().filter(isOpen);

  function keep(alert: Alert): void {
    // What never fired is nothing to look back at.
    if (alert.fired_at !== null) shelf.put(alert.id, Date.parse(alert.since), alert);
  }

  return {
    restored,
    note(events) {
      for (const { kind, alert } of events) if (kind !== 'changed') keep(alert);
    },
    keep,
    get: shelf.get,
    find(filter, open) {
      const known = new Set(open.map(({ id }) => id));
      const over = shelf.newest().filter(({ id }) => !known.has(id));
      return [...open, ...over]
        .filter((alert) => isMeant(alert, filter))
        .sort((a, b) => Number(a.since < b.since) - Number(a.since > b.since))
        .slice(0, filter.limit);
    },
  };
}

function isOpen({ state }: Alert): boolean {
  return state !== 'resolved';
}

function isMeant(alert: Alert, filter: z.output<typeof AlertFilter>): boolean {
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
