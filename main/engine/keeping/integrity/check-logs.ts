import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IntegrityCheck } from '#contract/configuration-text.ts';

const TAIL_BYTES = 4096;

/** The ends of the segments that were written to last: all that a crash can leave half-way. Nothing is changed. */
export async function checkLogs(folder: string): Promise<IntegrityCheck> {
  const check = { what: 'logs', file: folder, quarantine: null } as const;
  const servers = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const damaged: string[] = [];
  for (const server of servers) {
    if (server.isDirectory() && (await endsInZeroes(join(folder, server.name, 'current.jsonl'))))
      damaged.push(server.name);
  }
  if (damaged.length === 0) return { ...check, ok: true, says: 'whole' };
  const says = `of ${damaged.join(', ')} the last lines are lost, as after a power cut; they are passed over, and all before them is there`;
  return { ...check, ok: false, says };
}

/** What a file system leaves that had made the file longer and not yet written what stands there. */
async function endsInZeroes(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).includes(0);
  } finally {
    await handle.close();
  }
}
