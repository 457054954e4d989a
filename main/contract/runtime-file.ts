import { z } from 'zod';

/**
 * `runtime.json`: how a running engine is found. The headless part of an engine writes it (mode 0600) once it
 * listens, and removes it when it closes. What an engine that was killed leaves behind is told by nobody answering.
 */
export const RuntimeFile = z.object({
  pid: z.number().int().positive(),
  started_at: z.iso.datetime(),
  /** Of the HTTP server on 127.0.0.1. */
  port: z.number().int().min(1).max(65_535),
  /** Where a browser finds the window; the token goes in the fragment. */
  url: z.url(),
  token: z.string().min(1),
  version: z.string(),
});
export type RuntimeFile = z.infer<typeof RuntimeFile>;
