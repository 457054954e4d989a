import type { Alert } from '#contract/alert.ts';
import { defaultTitle, isAbout, isOwnCause, lowerFirst } from '../notify/wording.ts';
import type { LiveIncident } from './incident-record.ts';

/** A server that fails again so soon fails of the same. */
export const REOPEN_MS = 10 * 60_000;
/** Incidents that begin within this, alike, are one. */
export const TOGETHER_MS = 60_000;
export const TOGETHER_COUNT = 3;

/**
 * The incident that an alert is part of; null when it is part of none yet. An alert that something else explains belongs
 * to that, any other to its server, and to what befalls many servers alike at the moment.
 */
export function placeAlert(alert: Alert, all: readonly LiveIncident[], nowMs: number): LiveIncident | null {
  const near = all.filter(({ closedMs }) => closedMs === null || nowMs - closedMs < REOPEN_MS);
  return (
    (alert.state === 'inhibited' ? rootOf(alert, near) : null) ??
    sameSubject(alert, near) ??
    sameWave(alert, near, nowMs)
  );
}

/** Incidents that began together with this one, alike; itself among them. Empty when they are too few. */
export function beganTogether(one: LiveIncident, all: readonly LiveIncident[]): LiveIncident[] {
  const alike = all.filter(
    (other) =>
      other.closedMs === null &&
      Math.abs(other.openedMs - one.openedMs) < TOGETHER_MS &&
      (other === one ||
        other.record.rules.some((rule) => one.record.rules.includes(rule)) ||
        (other.record.cause !== null && other.record.cause === one.record.cause)),
  );
  return alike.length < TOGETHER_COUNT ? [] : alike;
}

/** By the name that its cause begins with, "db, which it depends on, is down", or by what the machine lacks. */
export function rootOf({ cause, server }: Alert, near: readonly LiveIncident[]): LiveIncident | null {
  if (cause === null) return null;
  const explains = ({ record, alerts }: LiveIncident) =>
    record.servers.some((name) => name !== server && isAbout(cause, name)) ||
    [...alerts.values()].some(
      (alert) => alert.server === null && lowerFirst(defaultTitle(alert.rule)) === cause,
    );
  return near.find((one) => one.closedMs === null && explains(one)) ?? null;
}

/** Troubles of the machine are different ones, by their rule; those of a server come from one another. */
function sameSubject({ server, rule }: Alert, near: readonly LiveIncident[]): LiveIncident | null {
  const ofSubject = near.filter(({ record }) => record.subjects.includes(server));
  return ofSubject.findLast(({ record }) => server !== null || record.rules.includes(rule)) ?? null;
}

/** Of what befell three servers or more, and goes on to. */
function sameWave({ rule, cause }: Alert, near: readonly LiveIncident[], nowMs: number): LiveIncident | null {
  const wave = near.find(
    ({ record, joinedMs, closedMs }) =>
      closedMs === null &&
      record.subjects.length >= TOGETHER_COUNT &&
      nowMs - joinedMs < TOGETHER_MS &&
      (record.rules.includes(rule) || (cause !== null && cause === record.cause)),
  );
  return wave ?? null;
}

/**
 * Whether anything of it goes on. Not when all that is left are traces: alerts that are explained by what was part of it
 * and is over, which may be held for an hour. What explains them from outside may be no incident yet.
 */
export function goesOn({ alerts, open, record }: LiveIncident): boolean {
  const isTrace = ({ state, cause, server }: Alert) =>
    state === 'inhibited' &&
    cause !== null &&
    (isOwnCause(cause) || record.servers.some((name) => name !== server && isAbout(cause, name)));
  return [...open].flatMap((id) => alerts.get(id) ?? []).some((alert) => !isTrace(alert));
}
