import { z } from 'zod';
import { Health } from './server-state.ts';

/** Where a verdict comes from. */
export const HealthLevelName = z.enum([
  /** The process tree: alive, steady, within its limits. */
  'process',
  /** It answers probes in its protocol. */
  'protocol',
  /** What clients ask of it. */
  'requests',
  /** What it needs from elsewhere. */
  'dependencies',
  /** Signalbox itself. */
  'engine',
  /** The machine. */
  'system',
]);
export type HealthLevelName = z.infer<typeof HealthLevelName>;

/** Why points were lost. */
export const LostPoints = z.object({
  level: HealthLevelName,
  /** Stable for scripts. */
  code: z.string(),
  /** 1 to 100. */
  points: z.number().int(),
  /** For a person, with the figures that it rests on. */
  sentence: z.string(),
  /** How far it is from well by itself: a lost point alone may leave a server healthy. */
  makes: Health,
});
export type LostPoints = z.infer<typeof LostPoints>;

export const HealthLevel = z.object({
  level: HealthLevelName,
  status: Health,
  /** What was looked at, with its figures: "answered the last probe in 2 ms"; "no client has asked for anything yet". */
  evidence: z.string(),
});
export type HealthLevel = z.infer<typeof HealthLevel>;

/** Something that a server needs, and whether it was there when it was looked at. */
export const DependencyView = z.object({
  name: z.string(),
  kind: z.enum(['http', 'tcp', 'file', 'command', 'server']),
  /** What is looked at, secrets masked. */
  target: z.string(),
  /** Whether the server is unhealthy without it; degraded otherwise. */
  critical: z.boolean(),
  status: Health,
  /** What was found, in a sentence. */
  message: z.string(),
  /** How long the answer took; null before the first look, and where nothing could be asked. */
  ms: z.number().nullable(),
  checked_at: z.iso.datetime().nullable(),
});
export type DependencyView = z.infer<typeof DependencyView>;

/** A verdict with everything that it rests on. */
export const HealthReport = z.object({
  status: Health,
  /** 100 less the points lost, 0 at the least; null without evidence. */
  score: z.number().int().nullable(),
  levels: z.array(HealthLevel),
  /** The most points first. Empty when nothing was lost or nothing is known. */
  lost: z.array(LostPoints),
});
export type HealthReport = z.infer<typeof HealthReport>;

export const ServerHealth = HealthReport.extend({
  server: z.string(),
  at: z.iso.datetime(),
  dependencies: z.array(DependencyView),
});
export type ServerHealth = z.infer<typeof ServerHealth>;

/** The whole: the servers, Signalbox, and the machine. */
export const HealthOverview = z.object({
  at: z.iso.datetime(),
  status: z.enum(['healthy', 'degraded', 'unhealthy', 'starting', 'idle']),
  /** The worst of the scores below; null without any. */
  score: z.number().int().nullable(),
  servers: z.array(ServerHealth),
  engine: HealthReport,
  system: HealthReport,
});
export type HealthOverview = z.infer<typeof HealthOverview>;
