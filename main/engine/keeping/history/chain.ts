import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConfigurationChange } from '#contract/configuration-text.ts';

/** An entry as it stands in the file: each carries the hash of the one before. */
export const ChainedEntry = ConfigurationChange.extend({ prev: z.string() });
export type ChainedEntry = z.infer<typeof ChainedEntry>;

/** What the first entry names as the one before. */
export const NO_HASH = '0'.repeat(64);

export function chainEntry(entry: Omit<ConfigurationChange, 'hash'>, prev: string): ChainedEntry {
  const body = { ...entry, prev };
  return { ...body, hash: hashOf(body) };
}

/** Where a line stands in the file, in bytes, without the end of the line. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

export interface Chain {
  readonly entries: readonly ChainedEntry[];
  /** Of each of the entries. */
  readonly lines: readonly Line[];
  /** The first line that does not fit, and how; null when all do. */
  readonly fault: string | null;
  /** Bytes of the whole lines; what follows is a line that was never finished. */
  readonly wholeBytes: number;
}

/** Reads lines of entries, one a line. Lines that are none are left out, and are a fault. */
export function readChain(bytes: Buffer): Chain {
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const entries: ChainedEntry[] = [];
  const lines: Line[] = [];
  let fault: string | null = null;
  for (const [index, line] of linesOf(bytes).entries()) {
    const value = parsedLine(bytes.toString('utf8', line.start, line.end));
    const entry = entryOf(value);
    const before = entries.at(-1);
    if (entry === null) fault ??= `line ${index + 1} can not be read`;
    else fault ??= faultAt(index + 1, entry, before, hashOf(value));
    if (entry === null) continue;
    entries.push(entry);
    lines.push(line);
  }
  return { entries, lines, fault, wholeBytes };
}

/**
 * How a line does not fit the entry before it; null when it does.
 * @param line counted from 1
 * @param hash of what the line says now
 */
export function faultAt(
  line: number,
  entry: ChainedEntry,
  before: ChainedEntry | undefined,
  hash = entry.hash,
): string | null {
  const wrong = misfit(entry, hash, before);
  return wrong === null ? null : `line ${line} ${wrong}`;
}

/** What a line says, without a look at whether it fits the others; null for a line that is no entry. */
export function readLine(line: string): ChainedEntry | null {
  return entryOf(parsedLine(line));
}

function linesOf(bytes: Buffer): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

function entryOf(value: unknown): ChainedEntry | null {
  const { success, data } = ChainedEntry.safeParse(value);
  return success ? data : null;
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON: the disk or somebody else wrote it.
    return null;
  }
}

function misfit(entry: ChainedEntry, hash: string, before: ChainedEntry | undefined): string | null {
  if (entry.hash !== hash) return `(entry ${entry.id}) was changed after it was written`;
  const expected = (before?.id ?? 0) + 1;
  if (entry.id > expected)
    return `(entry ${entry.id}) comes where entry ${expected} should: some are missing`;
  if (entry.id < expected || entry.prev !== (before?.hash ?? NO_HASH))
    return `(entry ${entry.id}) does not follow the one before it`;
  return null;
}

/** Over all that an entry says, keys in order, and with that over the entry before. */
function hashOf(entry: unknown): string {
  const { hash, ...body } = entry as Record<string, unknown>;
  return createHash('sha256')
    .update(JSON.stringify(sorted(body)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
