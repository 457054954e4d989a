import { z } from 'zod';

/** Keys and indices from the top of the file; an object key may hold dots. */
export const KeyPath = z.array(z.union([z.string(), z.number().int()]));
export type KeyPath = z.infer<typeof KeyPath>;

/** One change to the text of a configuration: a new value, or `remove`. Comments and layout around it stay. */
export const TextEdit = z.object({
  path: KeyPath.min(1),
  value: z.unknown().optional(),
  remove: z.literal(true).optional(),
});
export type TextEdit = z.infer<typeof TextEdit>;

/** What would mend a finding, offered as a button. */
export const Fix = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edit'), title: z.string(), edits: z.array(TextEdit).min(1) }),
  /** Puts the text at a path into the secret store, and a reference in its place: `move-secret`. */
  z.object({ kind: z.literal('move-secret'), title: z.string(), path: KeyPath.min(1), name: z.string() }),
  /** Asks for the value of a secret or an input that has none: `set-secret`. */
  z.object({ kind: z.literal('set-secret'), title: z.string(), name: z.string(), input: z.boolean() }),
]);
export type Fix = z.infer<typeof Fix>;

/** Something found in a configuration file, with its place. Lines and columns count from 1. */
export const Finding = z.object({
  severity: z.enum(['error', 'warning']),
  /** The configuration file, or the `.env` file beside it. */
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  /** Dotted path of the key, for example mcpServers.memory.args; empty for the file as a whole. */
  key: z.string(),
  /** What is wrong, and what would be right. */
  message: z.string(),
  fix: Fix.optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What applying a configuration does to each server that it names or no longer names. */
export const Plan = z.object({
  start: z.array(z.string()),
  stop: z.array(z.string()),
  restart: z.array(z.string()),
  /** Settings that take effect without a restart. */
  update: z.array(z.string()),
  keep: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;

/** A plan's step for one server, in words. Servers that are kept have none. */
export const PlanStep = z.object({
  server: z.string(),
  step: z.enum(['start', 'stop', 'restart', 'update']),
  /** "its environment changed", "it is new", "it is gone from the file" */
  why: z.string(),
  /** Requests that are under way now, and are allowed to finish. */
  in_flight: z.number().int(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** A server that failed to start after a change, and could go back to what it was before. */
export const RollbackOffer = z.object({
  server: z.string(),
  /** Of the change. */
  changed_at: z.iso.datetime(),
  /** Why it does not run, in a sentence. */
  reason: z.string(),
});
export type RollbackOffer = z.infer<typeof RollbackOffer>;

export const ConfigurationFormat = z.enum(['jsonc', 'yaml']);
export type ConfigurationFormat = z.infer<typeof ConfigurationFormat>;

/** The state of the configuration file, as the window and `GET /config` show it. */
export const ConfigurationStatus = z.object({
  file: z.string(),
  format: ConfigurationFormat,
  /** False while the file on disk is broken and the last good one keeps running. */
  valid: z.boolean(),
  findings: z.array(Finding),
  /** When the configuration that runs now was applied. */
  applied_at: z.iso.datetime().nullable(),
  /** What the last application did. */
  plan: Plan.nullable(),
  /** Of what the file says now, for `apply-configuration`; null where it can't be read. It tells nothing of the text. */
  revision: z.string().nullable(),
  /** Schema version of the file as it stands; `outdated` where `migrate-configuration` has something to do. */
  version: z.number().int().nullable(),
  outdated: z.boolean(),
  rollbacks: z.array(RollbackOffer),
});
export type ConfigurationStatus = z.infer<typeof ConfigurationStatus>;
