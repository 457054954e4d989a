import type { Exit } from '../process/process.ts';

/** What is known of a server's memory at its end. */
export interface MemoryFacts {
  /** Whether its control group counted a kill for want of memory. */
  readonly oomKilled: boolean;
  /** Of its whole tree at the last sample; null when there was none. */
  readonly memoryBytes: number | null;
  /** Of the machine at that sample; null or left out when not known. */
  readonly freeBytes?: number | null;
}

/** From this share of what is free on, a SIGKILL that nobody here sent was likely the kernel's. */
const LIKELY_SHARE = 0.8;

const SIGKILL_CODE = 137;
const SIGABRT_CODE = 134;

/**
 * Why a process ended, when it was for want of memory: what a person reads after the server's name. Null for every
 * other end. An exit code above 128 is a signal too, told by a shell or by npx in between.
 */
export function explainOutOfMemory({
  exit: { code, signal },
  lastStderr,
  oomKilled,
  memoryBytes,
  freeBytes = null,
}: MemoryFacts & { readonly exit: Exit; readonly lastStderr: string | null }): string | null {
  if (oomKilled) return 'ran out of memory: the kernel ended it at its hard limit';
  const aborted = signal === 'SIGABRT' || code === SIGABRT_CODE;
  if (aborted && /JavaScript heap out of memory/.test(lastStderr ?? '')) {
    return 'ran out of memory (JavaScript heap)';
  }
  const killed = signal === 'SIGKILL' || code === SIGKILL_CODE;
  if (killed && memoryBytes !== null && freeBytes !== null && memoryBytes > LIKELY_SHARE * freeBytes) {
    const had = Math.round(memoryBytes / 1_000_000).toLocaleString('en');
    return `was killed by the system, likely out of memory: it had ${had} MB when it was last looked at`;
  }
  return null;
}
