import { z } from 'zod';

/** How this engine came to be started, as far as can be seen; it changes documented defaults only. */
export const RuntimeFacts = z.object({
  started_by: z.enum(['mcp-client', 'terminal', 'desktop', 'service', 'other']),
  mode: z.enum(['development', 'production']),
  /** What it was seen by, one sentence each: "the parent process is Claude", "NODE_ENV is development". */
  why: z.array(z.string()),
  /** Defaults that are other than usual because of it, by dotted key, in the file's words. */
  defaults: z.record(z.string(), z.unknown()),
});
export type RuntimeFacts = z.infer<typeof RuntimeFacts>;
