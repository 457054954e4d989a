import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The segment that is written to; older ones carry the time at which they were closed. */
export const CURRENT = 'current.jsonl';
const OLD_SEGMENT = /^\d{4}-\d\d-\d\dT[\dZ-]+\.jsonl$/;

/** Segments of one server, oldest first, the current one last. */
export async function listSegments(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  const old = names.filter((name) => OLD_SEGMENT.test(name)).sort();
  return names.includes(CURRENT) ? [...old, CURRENT] : old;
}

/** Opens the current segment for appending, after a line that a crash or a full disk left half written. */
export async function openCurrent(folder: string): Promise<{ handle: FileHandle; bytes: number }> {
  const handle = await open(join(folder, CURRENT), 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const { buffer } =
      size > 0 ? await handle.read(Buffer.alloc(1), 0, 1, size - 1) : { buffer: Buffer.from('\n') };
    if (buffer[0] === 0x0a) return { handle, bytes: size };
    await handle.write('\n');
    return { handle, bytes: size + 1 };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Gives the current segment its closing time as name, and removes all but the newest `keep` old ones. */
export async function rotate(folder: string, atMs: number, keep: number): Promise<void> {
  const name = `${new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;
  await rename(join(folder, CURRENT), join(folder, name));
  const old = (await listSegments(folder)).filter((segment) => segment !== CURRENT);
  for (const segment of old.slice(0, Math.max(0, old.length - keep)))
    await rm(join(folder, segment), { force: true });
}

/** All segments of one server together; 0 where it has none. */
export async function segmentBytes(folder: string): Promise<number> {
  try {
    const segments = await listSegments(folder);
    const sizes = await Promise.all(
      segments.map(async (segment) => (await stat(join(folder, segment))).size),
    );
    return sizes.reduce((all, size) => all + size, 0);
  } catch (error) {
    // Nothing written yet, or rotated away between the two looks.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
