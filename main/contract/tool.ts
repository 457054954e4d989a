import { z } from 'zod';

/** One tool of a server, as its owner sees it. */
export const ToolView = z.object({
  /** The server's own name for it. */
  name: z.string(),
  /** What clients of `/mcp/<server>` call it: the same unless it is renamed. */
  exposed_name: z.string(),
  /** What clients of `/mcp`, where all servers are, call it. */
  combined_name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  /** False when it is switched off for all clients. */
  enabled: z.boolean(),
  /** Why it is off, or for whom, in a sentence; null when all see it. */
  filter_reason: z.string().nullable(),
  /** JSON schemas as the server gives them. */
  input_schema: z.record(z.string(), z.unknown()),
  output_schema: z.record(z.string(), z.unknown()).nullable(),
  /** The server's hints: `readOnlyHint`, `destructiveHint`, `idempotentHint`, `openWorldHint`. */
  annotations: z.record(z.string(), z.unknown()),
});
export type ToolView = z.infer<typeof ToolView>;

export const ToolList = z.object({
  server: z.string(),
  /** When they were asked for; null when they are not known yet. */
  known_since: z.iso.datetime().nullable(),
  tools: z.array(ToolView),
});
export type ToolList = z.infer<typeof ToolList>;
