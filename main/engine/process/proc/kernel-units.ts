import { readFileSync } from 'node:fs';

/** What the kernel counts in. */
export interface KernelUnits {
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

/** Keys of the auxiliary vector (linux/auxvec.h). */
const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;
/** Those of x64, and of nearly every arm64. */
const USUAL: KernelUnits = { ticksPerSecond: 100, pageBytes: 4096 };

/** From what the kernel handed to this process at its start: pairs of 64-bit words. Linux; the usual ones if it can't be read. */
export function readKernelUnits(): KernelUnits {
  const words = new Map<bigint, number>();
  let bytes: Buffer;
  try {
    bytes = readFileSync('/proc/self/auxv');
  } catch (error) {
    // Some sandboxes hide it.
    if (error instanceof Error && 'code' in error) return USUAL;
    throw error;
  }
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    words.set(bytes.readBigUInt64LE(at), Number(bytes.readBigUInt64LE(at + 8)));
  }
  return {
    ticksPerSecond: words.get(AT_CLKTCK) ?? USUAL.ticksPerSecond,
    pageBytes: words.get(AT_PAGESZ) ?? USUAL.pageBytes,
  };
}
