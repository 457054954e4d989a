import { z } from 'zod';

/** From "good to know" to "somebody must act now". Nobody is notified of `info`. */
export const Severity = z.enum(['info', 'warning', 'error', 'critical']);
export type Severity = z.infer<typeof Severity>;
/** In this order, for comparing. */
export const SEVERITIES: readonly Severity[] = Severity.options;

/** What kind of trouble an alert is about: coarser than its rule, for filters and for other programs. */
export const AlertType = z.enum([
  'high_cpu',
  'high_memory',
  /** Down, hung, crash-looping, unable to start. */
  'process_health',
  /** A limit is passed, near, or will be reached; too many files, threads; a log that grows. */
  'resource_limit',
  'request_errors',
  'latency',
  /** Clients and connections. */
  'connection',
  'logs',
  'dependency',
  /** A certificate or a token runs out. */
  'expiry',
  /** The machine, or Signalbox itself. */
  'system',
  /** A metric of a server's own, or a rule that a person wrote. */
  'custom',
]);
export type AlertType = z.infer<typeof AlertType>;

export const AlertState = z.enum([
  /** Its condition holds, but not yet for as long as its rule says. */
  'pending',
  'firing',
  /** Firing, and somebody has seen it. */
  'acknowledged',
  /** Firing, and nobody wants to hear of it. */
  'silenced',
  /** Firing, and explained by something else: see `cause`. */
  'inhibited',
  'resolved',
]);
export type AlertState = z.infer<typeof AlertState>;

/** What a person may do about an alert with one press. */
export const AlertAction = z.enum(['restart', 'start', 'open-server', 'open-logs', 'open-configuration']);
export type AlertAction = z.infer<typeof AlertAction>;

/** Something else that was out of the ordinary when an alert fired: a hint at its cause, the strongest first. */
export const RelatedAnomaly = z.object({
  server: z.string(),
  metric: z.string(),
  at: z.iso.datetime(),
  /** How unlikely it is: comparable among anomalies, 1 is the threshold for a mark. */
  score: z.number(),
  /** "CPU of github went from 4 % to 96 %". */
  sentence: z.string(),
});
export type RelatedAnomaly = z.infer<typeof RelatedAnomaly>;

/** What was done about an alert without anybody's asking, as its rule says. */
export const RemedyTaken = z.object({
  at: z.iso.datetime(),
  remedy: z.enum(['restart', 'diagnose', 'reap', 'run']),
  outcome: z.enum(['done', 'failed', 'refused']),
  /** What was done and what came of it, or why it was not done, in a sentence. */
  sentence: z.string(),
});
export type RemedyTaken = z.infer<typeof RemedyTaken>;

export const Alert = z.object({
  /** Of this firing: another when it fires again after it was resolved. */
  id: z.string(),
  /** The name of its rule: "high_memory". */
  rule: z.string(),
  type: AlertType,
  severity: Severity,
  /** Null when it is about the machine or Signalbox itself. */
  server: z.string().nullable(),
  state: AlertState,
  /** What is wrong, with the figures that it rests on. */
  message: z.string(),
  /** What it comes from, where that is known: "db, which it depends on, is down". */
  cause: z.string().nullable(),
  /** What its owner can do; null when nothing has to be done. */
  next_step: z.string().nullable(),
  actions: z.array(AlertAction),
  /** When its condition began to hold. */
  since: z.iso.datetime(),
  fired_at: z.iso.datetime().nullable(),
  acknowledged_at: z.iso.datetime().nullable(),
  /** Null while it is not silenced, and where that is for ever or until it changes: see its Silence. */
  silenced_until: z.iso.datetime().nullable(),
  resolved_at: z.iso.datetime().nullable(),
  /** Why it is over: "memory is back at 310 MB", "you stopped it". */
  resolution: z.string().nullable(),
  notified_at: z.iso.datetime().nullable(),
  /** What its rule looks at, as of the last look; null where that is no number. */
  value: z.number().nullable(),
  /** What `value` is compared with. */
  threshold: z.number().nullable(),
  unit: z.enum(['percent', 'bytes', 'count', 'milliseconds', 'seconds', 'none']),
  /** The series of the history that shows it (a SeriesKey), for the chart beside it; null where none does. */
  metric: z.string().nullable(),
  /** It comes and goes: its single turns are not told any more. */
  flapping: z.boolean(),
  /** How often it has fired since it was opened; more than once only while it is flapping. */
  times: z.number().int(),
  incident: z.number().int().nullable(),
  related: z.array(RelatedAnomaly),
  remedies: z.array(RemedyTaken),
});
export type Alert = z.infer<typeof Alert>;

/** All that is open, and what stands above it: what the tray, the header and the alerts screen show. */
export const AlertsNow = z.object({
  /** Pending, firing, acknowledged, silenced and inhibited; the worst and newest first. */
  alerts: z.array(Alert),
  /** Those that are firing: neither pending, seen, silenced nor explained by another. */
  firing: z.number().int(),
  /** The worst of those; null without any. */
  worst: Severity.nullable(),
  /** The desktop shows no notification until then; null when it does. Quiet hours are not in it. */
  paused_until: z.iso.datetime().nullable(),
  /** Whether notifications are held back by the hours that the configuration names. */
  quiet_hours: z.boolean(),
});
export type AlertsNow = z.infer<typeof AlertsNow>;

export const AlertFilter = z.object({
  server: z.string().optional(),
  rule: z.string().optional(),
  severities: z.array(Severity).optional(),
  types: z.array(AlertType).optional(),
  states: z.array(AlertState).optional(),
  /** Open at some moment at or after it. */
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** The newest of them. */
  limit: z.number().int().min(1).max(1000).default(200),
});
export type AlertFilter = z.input<typeof AlertFilter>;

/** Nobody is notified of what it covers, for as long as it holds. */
export const Silence = z.object({
  id: z.number().int(),
  /** One alert alone, until it changes; null for all that the next two name. */
  alert: z.string().nullable(),
  /** Null covers all servers, and the machine. */
  server: z.string().nullable(),
  /** Null covers all rules. */
  rule: z.string().nullable(),
  since: z.iso.datetime(),
  /** Null is for ever, or with `alert` until that changes. */
  until: z.iso.datetime().nullable(),
  /** Why, as its owner wrote it. */
  note: z.string().nullable(),
});
export type Silence = z.infer<typeof Silence>;
