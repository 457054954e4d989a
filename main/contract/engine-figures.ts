import { z } from 'zod';

/** What Signalbox itself uses and keeps, for its own health and for `GET /debug-info`. */
export const EngineFigures = z.object({
  version: z.string(),
  pid: z.number().int(),
  node: z.string(),
  platform: z.string(),
  uptime_seconds: z.number(),
  /** Of its own process, since it was asked last or for the last 10 s at the least. */
  cpu_percent: z.number().nullable(),
  memory_bytes: z.number().int(),
  heap_used_bytes: z.number().int(),
  heap_limit_bytes: z.number().int(),
  open_files: z.number().int().nullable(),
  /** How late its event loop was, in the last whole minute; milliseconds. Null in the first. */
  loop_delay_p50_ms: z.number().nullable(),
  loop_delay_p99_ms: z.number().nullable(),
  loop_delay_max_ms: z.number().nullable(),
  sampling: z.object({
    interval_seconds: z.number(),
    /** How long the last pass took; null before the first. */
    last_pass_ms: z.number().nullable(),
    processes: z.number().int(),
  }),
  history: z.object({
    /** On disk. */
    bytes: z.number().int(),
    max_bytes: z.number().int(),
    oldest_raw_at: z.iso.datetime().nullable(),
    oldest_at: z.iso.datetime().nullable(),
    /** Why nothing is written at the moment; null when it is. */
    fault: z.string().nullable(),
  }),
});
export type EngineFigures = z.infer<typeof EngineFigures>;
