import type { Usage } from '#contract/server-metrics.ts';
import { NO_USAGE } from '#engine/process/sampling/usage.ts';

/** Of a process of which nothing is known, but for what a test says. */
export function fakeUsage(but: Partial<Usage> = {}): Usage {
  return { ...NO_USAGE, ...but };
}
