import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ChainedEntry, faultAt, type Line, readChain, readLine } from './chain.ts';
import { createLineIndex, type LineIndex } from './line-index.ts';

/** Held in memory; older entries are read again, one by one, when somebody asks for them. */
const HELD = 300;

/** The file of the entries, one a line. Lines are added and never changed. */
export interface HistoryFile {
  /** As it is on the disk now. Read again only when somebody else has touched it. */
  state(): HistoryState;
  /** Newest first; where a server is given, only those that may be about it are looked at. */
  newest(limit: number, isWanted: (entry: ChainedEntry) => boolean, server?: string): readonly ChainedEntry[];
  /** Resolves when it is on the disk. */
  append(entry: ChainedEntry): Promise<void>;
}

export interface HistoryState {
  /** As {@link readChain} gives it. */
  readonly fault: string | null;
  /** The newest entry; undefined for none. */
  readonly last: ChainedEntry | undefined;
}

export interface OpenedHistory {
  readonly file: HistoryFile;
  /** The line that was cut short by an end at the wrong moment, and is not in the file any more; null for none. */
  readonly torn: Buffer | null;
}

/**
 * @param setAside takes a line that was never finished; when it returns, it is on the disk elsewhere
 * Throws where it can't be read or written.
 */
export function openHistoryFile(path: string, setAside: (torn: Buffer) => void): OpenedHistory {
  const bytes = readIfThere(path);
  let known = hold(bytes);
  const torn = bytes.length > known.wholeBytes ? bytes.subarray(known.wholeBytes) : null;
  if (torn !== null) {
    setAside(torn);
    cut(path, known.wholeBytes);
  }
  let stamp = stampOf(path);

  function look(): Held {
    const now = stampOf(path);
    if (now === stamp) return known;
    known = hold(readIfThere(path));
    stamp = now;
    return known;
  }

  return {
    torn,
    file: {
      state() {
        const { fault, held } = look();
        return { fault, last: held.at(-1) };
      },
      newest(limit, isWanted, server) {
        const { held, index } = look();
        const numbers = server === undefined ? null : index.about(server);
        const firstHeld = index.count - held.length;
        const older = openLines(path);
        const found: ChainedEntry[] = [];
        try {
          for (
            let step = (numbers?.length ?? index.count) - 1;
            step >= 0 && found.length < limit;
            step -= 1
          ) {
            const at = numbers === null ? step : (numbers[step] ?? step);
            const entry = at < firstHeld ? older.read(index.line(at)) : held[at - firstHeld];
            if (entry && isWanted(entry)) found.push(entry);
          }
        } finally {
          older.close();
        }
        return found;
      },
      async append(entry) {
        const before = look();
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        const handle = await open(path, 'a', 0o600);
        try {
          await appendWhole(handle, line);
        } finally {
          await handle.close();
        }
        const { wholeBytes: start, index, held } = before;
        const wholeBytes = start + line.length;
        const isAlone = statSync(path).size === wholeBytes;
        // Somebody else's line is read with the next look.
        if (!isAlone) return;
        stamp = stampOf(path);
        // Where entries are missing at the end, this one is the first that tells.
        const fault = before.fault ?? faultAt(index.count + 1, entry, held.at(-1));
        index.add(entry, { start, end: wholeBytes - 1 });
        known = { fault, index, held: [...held, entry].slice(-HELD), wholeBytes };
      },
    },
  };
}

interface Held {
  readonly fault: string | null;
  readonly wholeBytes: number;
  /** The newest of them. */
  readonly held: readonly ChainedEntry[];
  /** Of all of them. */
  readonly index: LineIndex;
}

function hold(bytes: Buffer): Held {
  const { entries, lines, fault, wholeBytes } = readChain(bytes);
  const index = createLineIndex();
  for (const [at, line] of lines.entries()) {
    const entry = entries[at];
    if (entry) index.add(entry, line);
  }
  return { fault, wholeBytes, held: entries.slice(-HELD), index };
}

/** Reads single lines of a file, which is opened with the first. */
function openLines(path: string): {
  /** Null for what is no entry any more: somebody else has changed the file, which the next look sees. */
  read(line: Line | undefined): ChainedEntry | null;
  close(): void;
} {
  let descriptor: number | null = null;
  return {
    read(line) {
      if (line === undefined) return null;
      descriptor ??= openSync(path, 'r');
      const bytes = Buffer.alloc(line.end - line.start);
      readSync(descriptor, bytes, 0, bytes.length, line.start);
      return readLine(bytes.toString('utf8'));
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}

/** A line that a full disk cut short is taken back: the next one would be glued to it. */
async function appendWhole(handle: FileHandle, line: Buffer): Promise<void> {
  const { size } = await handle.stat();
  try {
    await handle.writeFile(line);
    await handle.sync();
  } catch (error) {
    await handle.truncate(size);
    throw error;
  }
}

function cut(path: string, bytes: number): void {
  const descriptor = openSync(path, 'r+');
  try {
    ftruncateSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

/** Written and flushed, for its owner alone; throws where a file of that name is. */
export function writePrivate(path: string, bytes: Buffer): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
