import { z } from 'zod';
import { type Alert, Severity } from '#contract/alert.ts';
import { rank } from '../notify/severity.ts';

/** Many servers in trouble at once, which is one thing to be told. */
export const Storm = z.object({
  id: z.string(),
  /** Ids of all that came within it. */
  alerts: z.array(z.string()),
  /** All that it was about, null for the machine. */
  subjects: z.array(z.string().nullable()),
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
/** Without anything new for so long, what comes is no part of it any more. */
const QUIET_MS = 3_600_000;
/** The ids of a storm that a machine in deep trouble goes on with. */
const MAX_ALERTS = 2_000;

/** A storm with the moments by the clock that never jumps. */
export interface LiveStorm {
  storm: Storm;
  readonly firstMs: number;
  lastNewMs: number;
}

/** Whether an alert is part of it: of a server that is, or soon after the last that came to it. */
export function belongs(
  { storm, lastNewMs }: LiveStorm,
  alert: Alert,
  nowMs: number,
  intervalMs: number,
): boolean {
  if (storm.alerts.includes(alert.id)) return true;
  const sinceMs = nowMs - lastNewMs;
  return sinceMs < (storm.subjects.includes(alert.server) ? QUIET_MS : intervalMs);
}

export function join(live: LiveStorm, alert: Alert, nowMs: number, atMs: number): void {
  const { storm } = live;
  if (storm.alerts.includes(alert.id)) return;
  live.lastNewMs = nowMs;
  live.storm = {
    ...storm,
    alerts: [...storm.alerts, alert.id].slice(-MAX_ALERTS),
    subjects: storm.subjects.includes(alert.server) ? storm.subjects : [...storm.subjects, alert.server],
    last_new_at_ms: atMs,
  };
}

/** Whether what is firing of it is worth the one update: more of them, or more severe. */
export function isWorse({ storm }: LiveStorm, firing: readonly Alert[], severity: Severity): boolean {
  if (storm.updated) return false;
  const subjects = new Set(firing.map(({ server }) => server)).size;
  return subjects > storm.told_subjects || rank(severity) > rank(storm.told_severity);
}

/** The update was told: there is no other. */
export function noteTold(live: LiveStorm, firing: readonly Alert[], severity: Severity): void {
  live.storm = {
    ...live.storm,
    told_subjects: new Set(firing.map(({ server }) => server)).size,
    told_severity: severity,
    updated: true,
  };
}
