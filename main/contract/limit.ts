import { z } from 'zod';

/** One limit of a server, and who holds it to that. Shown on the server's page, so that none is silently unenforced. */
export const LimitView = z.object({
  limit: z.enum(['memory_soft', 'memory_hard', 'cpu_quota', 'open_files', 'processes']),
  /** Bytes, per cent of one core, or a count, by the limit. */
  value: z.number(),
  /**
   * - `systemd-scope`, `cgroup`: the kernel holds the whole tree to it
   * - `rlimit`: the kernel holds each process to it
   * - `watched`: Signalbox looks at each sampling pass and acts
   * - `priority`: only a lower priority; nothing is held to a figure
   * - `none`: not in force
   */
  enforced_by: z.enum(['systemd-scope', 'cgroup', 'rlimit', 'watched', 'priority', 'none']),
  /** What that means here and why nothing stronger is in force: one sentence for a person. */
  detail: z.string(),
});
export type LimitView = z.infer<typeof LimitView>;
