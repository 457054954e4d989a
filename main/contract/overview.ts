import { z } from 'zod';
import { Lamp } from './server-state.ts';

/** All servers at a glance: what the tray lamp, the window's header and the bare `/health` route say. */
export const Overview = z.object({
  lamp: Lamp,
  status: z.enum(['healthy', 'degraded', 'unhealthy', 'starting', 'idle']),
  /** One sentence for a person: "All clear", "1 server needs attention". */
  sentence: z.string(),
  /** "8 healthy · 1 degraded · 1 stopped"; empty when there are no servers. */
  detail: z.string(),
  /** Names of the servers that need their owner, worst first. */
  attention: z.array(z.string()),
  total: z.number().int(),
  ready: z.number().int(),
  /** Sums over all process trees; null when nothing is sampled. */
  cpu_percent: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  processes: z.number().int().nullable(),
});
export type Overview = z.infer<typeof Overview>;
