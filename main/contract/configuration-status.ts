import { z } from 'zod';

/** Something found in a configuration file, with its place. Lines and columns count from 1. */
export const Finding = z.object({
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  /** Dotted path of the key, for example mcpServers.memory.args; empty for the file as a whole. */
  key: z.string(),
  /** What is wrong, and what would be right. */
  message: z.string(),
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

/** The state of the configuration file, as the window and `GET /config` show it. */
export const ConfigurationStatus = z.object({
  file: z.string(),
  /** False while the file on disk is broken and the last good one keeps running. */
  valid: z.boolean(),
  findings: z.array(Finding),
  /** When the configuration that runs now was applied. */
  applied_at: z.iso.datetime().nullable(),
  /** What the last application did. */
  plan: Plan.nullable(),
});
export type ConfigurationStatus = z.infer<typeof ConfigurationStatus>;
