import type { Usage } from './server-metrics.ts';

/** Below these, what is counted twice misleads nobody. */
const MISLEADING_TIMES = 1.5;
const MISLEADING_BYTES = 50_000_000;

/**
 * Whether pages that its processes share, as those that were forked do, make the resident memory of a tree look far
 * larger than what it takes of the machine. Then `pss_bytes` tells; false where that is not known. Free of zod, for
 * the window's sake.
 */
export function countsSharedMemory({
  memory_bytes: resident,
  pss_bytes: proportional,
}: Pick<Usage, 'memory_bytes' | 'pss_bytes'>): boolean {
  if (resident === null || proportional === null) return false;
  return resident > MISLEADING_TIMES * proportional && resident - proportional > MISLEADING_BYTES;
}
