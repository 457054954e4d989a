import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LogLevel, type LogLine } from '#contract/log-line.ts';
import { listSegments } from './segment-files.ts';

/** What is read of one server's segments when the engine starts: enough for its newest lines, quickly. */
const TAIL_BYTES = 1024 * 1024;

const levels: ReadonlySet<string> = new Set(LogLevel.options);

/** The servers that have a folder of segments. */
export async function loggedServers(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** The newest lines of a server, oldest first, at most `maxLines` and about 1 MiB. Skips what is no line. */
export async function readNewest(
  folder: string,
  server: string,
  maxLines: number,
): Promise<readonly LogLine[]> {
  const segments = [...(await listSegments(join(folder, server)))].reverse();
  let lines: readonly LogLine[] = [];
  let bytesLeft = TAIL_BYTES;
  for (const segment of segments) {
    const tail = await readTail(join(folder, server, segment), bytesLeft);
    bytesLeft -= tail.length;
    const read = tail.split('\n').map((text) => parseLine(text, server));
    lines = [...read.filter((line) => line !== null), ...lines];
    if (lines.length >= maxLines || bytesLeft <= 0) break;
  }
  return lines.slice(-maxLines);
}

async function readTail(file: string, maxBytes: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - maxBytes);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Checked by hand: zod would make the start of an engine with many servers slow. */
function parseLine(text: string, server: string): LogLine | null {
  if (!text.startsWith('{"seq":')) return null;
  try {
    const line: Partial<Record<keyof LogLine, unknown>> = JSON.parse(text);
    const fits =
      Number.isSafeInteger(line.seq) &&
      typeof line.at === 'string' &&
      line.server === server &&
      (line.stream === 'stderr' || line.stream === 'stray') &&
      typeof line.level === 'string' &&
      levels.has(line.level) &&
      typeof line.text === 'string';
    return fits ? (line as LogLine) : null;
  } catch {
    // A crash or a full disk cut this line in half; the others are good.
    return null;
  }
}
