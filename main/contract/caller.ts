import { z } from 'zod';

/** Who asks the engine to do something: named in the history of the configuration. */
export const Caller = z.object({
  /** `file`: somebody saved the file with a program of their own. `engine`: Signalbox by itself, such as a rollback. */
  kind: z.enum(['window', 'cli', 'http', 'mcp', 'file', 'engine']),
  /** Of an MCP client, its name as it gave it; null elsewhere. */
  name: z.string().nullable(),
});
export type Caller = z.infer<typeof Caller>;
