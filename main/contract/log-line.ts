import { z } from 'zod';

export const LogLevel = z.enum(['error', 'warn', 'info', 'debug']);
export type LogLevel = z.infer<typeof LogLevel>;

/** One line that a server wrote. */
export const LogLine = z.object({
  /** Rises with every line of every server, also across engine starts; the order of the merged view. */
  seq: z.number().int(),
  at: z.iso.datetime(),
  server: z.string(),
  /** `stray` is a line on stdout that is no MCP message: a fault of the server, for stdout is the protocol. */
  stream: z.enum(['stderr', 'stray']),
  level: LogLevel,
  /** Secrets masked, colour codes removed, cut at LOG_LINE_MAX_BYTES. */
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

/** Which lines a reader asks for. All given conditions must hold. */
export const LogFilter = z.object({
  servers: z.array(z.string()).optional(),
  levels: z.array(LogLevel).optional(),
  /** Plain text, case ignored, unless `regex` is true. */
  text: z.string().max(1000).optional(),
  regex: z.boolean().optional(),
  /** ISO time; only lines at or after it. */
  since: z.iso.datetime().optional(),
  /** Only lines with a higher `seq`: how a reader catches up after a gap. */
  after: z.number().int().optional(),
  /** Newest lines kept, 1 to 5000. */
  limit: z.number().int().min(1).max(5000).default(1000),
});
export type LogFilter = z.input<typeof LogFilter>;

export const LogPage = z.object({
  /** Oldest first. */
  lines: z.array(LogLine),
  /** Lines that the filter met before `limit` cut it. */
  matched: z.number().int(),
  /** Lines that all of the filter but its `levels` met, by level: what a choice of levels would give. */
  matched_by_level: z.record(LogLevel, z.number().int()),
  /** Lines that were looked at. */
  searched: z.number().int(),
  /** The highest `seq` looked at, where `after` goes on; null when there were no lines. */
  newest_seq: z.number().int().nullable(),
});
export type LogPage = z.infer<typeof LogPage>;
