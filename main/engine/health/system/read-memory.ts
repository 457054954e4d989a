import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import type { MemoryFacts } from './system-facts.ts';

/**
 * What the machine has to spare. On macOS null: what the system calls free there leaves out most of what programs could
 * have.
 */
export async function readMemory(): Promise<MemoryFacts | null> {
  if (process.platform === 'linux') return parseMeminfo(await readFile('/proc/meminfo', 'utf8'));
  if (process.platform !== 'win32') return null;
  return { availableBytes: freemem(), totalBytes: totalmem(), swapFreeBytes: null, swapTotalBytes: null };
}

/** Null where the kernel does not tell what is available. */
export function parseMeminfo(text: string): MemoryFacts | null {
  const bytes = (field: string): number | null => {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  };
  const availableBytes = bytes('MemAvailable');
  const totalBytes = bytes('MemTotal');
  if (availableBytes === null || totalBytes === null) return null;
  return { availableBytes, totalBytes, swapFreeBytes: bytes('SwapFree'), swapTotalBytes: bytes('SwapTotal') };
}
