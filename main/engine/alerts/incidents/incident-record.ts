import { z } from 'zod';
import type { Alert, Severity } from '#contract/alert.ts';
import { Incident, IncidentEvent } from '#contract/incident.ts';

/** An incident as it is kept: with what was seen of its alerts. */
export const IncidentRecord = Incident.extend({
  /** The incident that it is part of; null when it stands by itself. */
  merged_into: z.number().int().nullable(),
  /** What it is about, null for the machine. */
  subjects: z.array(z.string().nullable()),
  rules: z.array(z.string()),
  lines: z.array(IncidentEvent),
});
export type IncidentRecord = z.infer<typeof IncidentRecord>;

/** An incident that is open, or was a short while ago. Moments by the clock that never jumps. */
export interface LiveIncident {
  record: IncidentRecord;
  /** The latest of each of its alerts. */
  readonly alerts: Map<string, Alert>;
  readonly open: Set<string>;
  readonly openedMs: number;
  /** When the last alert came to it. */
  joinedMs: number;
  closedMs: number | null;
}

export function newIncident(id: number, severity: Severity, openedAt: string, nowMs: number): LiveIncident {
  return {
    record: {
      id,
      opened_at: openedAt,
      closed_at: null,
      severity,
      title: '',
      cause: null,
      servers: [],
      alerts: [],
      notifications: 0,
      merged_into: null,
      subjects: [],
      rules: [],
      lines: [],
    },
    alerts: new Map(),
    open: new Set(),
    openedMs: nowMs,
    joinedMs: nowMs,
    closedMs: null,
  };
}

/** Of each end as many are kept: how a trouble began and how it ended says more than its middle. */
const KEPT_LINES_PER_END = 100;

export function addLine(live: LiveIncident, line: IncidentEvent): void {
  const lines = [...live.record.lines, line];
  if (lines.length > 2 * KEPT_LINES_PER_END) lines.splice(KEPT_LINES_PER_END, 1);
  live.record = { ...live.record, lines };
}

/** What readers are given. */
export function toIncident({
  merged_into: _,
  subjects: __,
  rules: ___,
  lines: ____,
  ...incident
}: IncidentRecord): Incident {
  return incident;
}
