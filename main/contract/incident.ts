import { z } from 'zod';
import { Severity } from './alert.ts';

/** One line of an incident's time line. */
export const IncidentEvent = z.object({
  at: z.iso.datetime(),
  kind: z.enum([
    'alert',
    'resolved',
    'acknowledged',
    'silenced',
    'register',
    'restart',
    'log',
    'request',
    'configuration',
    'remedy',
    'notification',
    'anomaly',
  ]),
  server: z.string().nullable(),
  severity: Severity.nullable(),
  text: z.string(),
});
export type IncidentEvent = z.infer<typeof IncidentEvent>;

/** The alerts of one trouble, joined by server, cause and time. */
export const Incident = z.object({
  id: z.number().int(),
  opened_at: z.iso.datetime(),
  /** Null while it is open. */
  closed_at: z.iso.datetime().nullable(),
  severity: Severity,
  /** "github is down", "12 servers went down at once". */
  title: z.string(),
  /** What it comes from, as far as that is known. */
  cause: z.string().nullable(),
  servers: z.array(z.string()),
  /** Ids of its alerts, the oldest first. */
  alerts: z.array(z.string()),
  notifications: z.number().int(),
});
export type Incident = z.infer<typeof Incident>;

export const IncidentReport = Incident.extend({
  /** A few sentences: what happened, how long, why, what was done, how it ended. */
  summary: z.string(),
  /** Oldest first, at most 500. */
  timeline: z.array(IncidentEvent),
  /** The report as a Markdown text, for a mail or an issue; secrets masked. */
  markdown: z.string(),
});
export type IncidentReport = z.infer<typeof IncidentReport>;

export const IncidentFilter = z.object({
  server: z.string().optional(),
  open: z.boolean().optional(),
  since: z.iso.datetime().optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export type IncidentFilter = z.input<typeof IncidentFilter>;

/** One day in figures and words. */
export const DailySummary = z.object({
  /** YYYY-MM-DD, of the machine's own time zone. */
  day: z.string(),
  made_at: z.iso.datetime(),
  /** Of the day: the mean over time of the lowest score among the servers; null without evidence. */
  score: z.number().nullable(),
  lowest_score: z.number().nullable(),
  servers: z.array(
    z.object({
      server: z.string(),
      /** 0 to 1, of the time that it was wanted; null when it never was. */
      availability: z.number().nullable(),
      restarts: z.number().int(),
      requests: z.number().int(),
      errors: z.number().int(),
      p95_ms: z.number().nullable(),
      memory_peak_bytes: z.number().nullable(),
      alerts: z.number().int(),
    }),
  ),
  incidents: z.array(Incident),
  /** Sentences about where figures lead. */
  trends: z.array(z.string()),
  notifications: z.number().int(),
  /** For a person, plain text. */
  text: z.string(),
});
export type DailySummary = z.infer<typeof DailySummary>;
