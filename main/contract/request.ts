import { z } from 'zod';

/** One MCP request, as a client would send it. */
export const RequestInput = z.object({
  server: z.string(),
  /** For example `tools/call`. */
  method: z.string().min(1),
  params: z.record(z.string(), z.unknown()).default({}),
  /** For the start of an idle server, the wait in the queue and the answer together. */
  timeout_ms: z.number().int().min(1).max(600_000).default(60_000),
});
export type RequestInput = z.input<typeof RequestInput>;

/** The server's answer: a result or its own JSON-RPC error, exactly one of which is not null. */
export const RequestAnswer = z.object({
  result: z.unknown().nullable(),
  error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }).nullable(),
  /** From the request to the answer, with start and queue. */
  ms: z.number(),
  /** How long it waited for a start and for its turn. */
  queued_ms: z.number(),
  instance: z.number().int(),
});
export type RequestAnswer = z.infer<typeof RequestAnswer>;
