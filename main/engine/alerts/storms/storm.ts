import { z } from 'zod';
import { type Alert, Severity } from '#contract/alert.ts';
import { rank } from '../notify/severity.ts';
import { isDownRule } from '../notify/wording.ts';

/** Many servers in trouble at once, which is one thing to be told. */
export const Storm = z.object({
  id: z.string(),
  /** Ids of all that came within it. */
  alerts: z.array(z.string()),
  /** All that it was about, null for the machine. */
  subjects: z.array(z.string().nullable()),
  /** Of each of those the alert that it came with. */
  firsts: z.array(z.string()).default([]),
  /** What it was told of: kinds of rules, and causes. */
  kinds: z.array(z.string()).default([]),
  causes: z.array(z.string()).default([]),
  /** Milliseconds since 1970. */
  first_at_ms: z.number(),
  last_new_at_ms: z.number(),
  /** As told last: of how many subjects, and how bad. */
  told_subjects: z.number().int(),
  told_severity: Severity,
  updated: z.boolean(),
});
export type Storm = z.infer<typeof Storm>;

/** From three on, servers are told of together. */
export const STORM_SUBJECTS = 3;
/** The ids of a storm that a machine in deep trouble goes on with. */
const MAX_ALERTS = 2_000;

/** A storm with the moments by the clock that never jumps. */
export interface LiveStorm {
  storm: Storm;
  readonly firstMs: number;
  lastNewMs: number;
  /** Since when the first alerts of its subjects are over, by id. */
  readonly goneMs: ReadonlyMap<string, number>;
}

export interface Moment {
  readonly nowMs: number;
  readonly open: ReadonlyMap<string, Alert>;
  readonly waitMs: number;
  readonly intervalMs: number;
}

/** What a storm is told of: servers that go down do so by one rule's word or another's. */
export function kindOf({ rule }: Pick<Alert, 'rule'>): string {
  return isDownRule(rule) || rule === 'unsteady' ? 'down' : rule;
}

/**
 * Whether an alert is part of it: whatever comes soon after it began; of a server of it while the alert that it came with
 * fires; what is of its kind soon after the last that came to it, or while the server's first alert is open at all. All
 * else is a trouble of its own.
 */
export function belongs(live: LiveStorm, alert: Alert, moment: Moment): boolean {
  const { storm, firstMs, lastNewMs } = live;
  const { nowMs, intervalMs } = moment;
  if (storm.alerts.includes(alert.id) || nowMs - firstMs < intervalMs) return true;
  const isAlike =
    storm.kinds.includes(kindOf(alert)) || (alert.cause !== null && storm.causes.includes(alert.cause));
  if (isAlike && nowMs - lastNewMs < intervalMs) return true;
  const first = storm.firsts[storm.subjects.indexOf(alert.server)];
  if (first === undefined) return false;
  const known = moment.open.get(first);
  // Well for a moment only: the storm is not over either.
  if (known === undefined) return nowMs - (live.goneMs.get(first) ?? nowMs) < moment.waitMs;
  return isAlike || known.state === 'firing';
}

export function join(live: LiveStorm, alert: Alert, nowMs: number, atMs: number): void {
  const { storm } = live;
  if (storm.alerts.includes(alert.id)) return;
  live.lastNewMs = nowMs;
  const at = storm.subjects.indexOf(alert.server);
  const isAgain = at >= 0 && live.goneMs.has(storm.firsts[at] ?? '') && storm.kinds.includes(kindOf(alert));
  live.storm = {
    ...storm,
    alerts: [...storm.alerts, alert.id].slice(-MAX_ALERTS),
    subjects: at >= 0 ? storm.subjects : [...storm.subjects, alert.server],
    firsts:
      at >= 0
        ? storm.firsts.map((id, of) => (isAgain && of === at ? alert.id : id))
        : [...storm.firsts, alert.id],
    last_new_at_ms: atMs,
  };
}

/** Takes an alert out of it, and its server with it. */
export function leave(storm: Storm, alert: Alert): Storm {
  const isOther = (_: unknown, at: number) => storm.subjects[at] !== alert.server;
  return {
    ...storm,
    alerts: storm.alerts.filter((id) => id !== alert.id),
    subjects: storm.subjects.filter(isOther),
    firsts: storm.firsts.filter(isOther),
  };
}

/** More severe than it was ever told. */
export function rises({ storm }: LiveStorm, severity: Severity): boolean {
  return rank(severity) > rank(storm.told_severity);
}

/** Of more servers than it was told: that is worth one update. */
export function grows({ storm }: LiveStorm, firing: readonly Alert[]): boolean {
  return !storm.updated && new Set(firing.map(({ server }) => server)).size > storm.told_subjects;
}

/** It was told as worse: from now on only a higher severity is. */
export function noteTold(live: LiveStorm, firing: readonly Alert[], severity: Severity): void {
  const { storm } = live;
  live.storm = {
    ...storm,
    kinds: [...new Set([...storm.kinds, ...firing.map(kindOf)])],
    told_subjects: new Set(firing.map(({ server }) => server)).size,
    told_severity: rises(live, severity) ? severity : storm.told_severity,
    updated: true,
  };
}
