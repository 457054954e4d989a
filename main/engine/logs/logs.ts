import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { LOG_LINE_MAX_BYTES } from '#contract/limits.ts';
import type { LogFilter, LogLine, LogPage } from '#contract/log-line.ts';
import type { Clock } from '../ports.ts';
import { captureStream } from './capture-stream.ts';
import { createHiddenValues, type HiddenValues } from './hidden-values.ts';
import type { RawLine } from './line-splitter.ts';
import { lineText } from './line-text.ts';
import { claimedLevel } from './log-level.ts';
import { LogTail } from './log-tail.ts';
import { FollowedFile } from './output/follow-file.ts';
import { newOutputFile } from './output/output-files.ts';
import { queryLines } from './query-lines.ts';
import { loggedServers, readNewest } from './segments/read-segments.ts';
import { segmentBytes } from './segments/segment-files.ts';
import { type Rotation, SegmentWriter } from './segments/segment-writer.ts';
import { ServerLog } from './server-log.ts';

export { type BoundedPattern, boundedPattern, PatternTooSlowError } from './bounded-pattern.ts';
export { createHiddenValues, type HiddenValues } from './hidden-values.ts';
export { plainText } from './line-text.ts';
export { isSecretName, maskSecrets, maskStartedSecret, secretForms, secretValues } from './mask-secrets.ts';

/** What servers wrote besides MCP messages: captured to disk, the newest in memory, with a live tail. */
export interface Logs {
  /**
   * Reads a child's stderr to its end. Never blocks the child: of more than 20,000 lines or 8 MiB in a second the
   * rest is counted and marked.
   */
  capture(server: string, stderr: Readable, secrets: readonly string[]): void;
  /**
   * The path of a new file for what one run of a server without pipes writes. The five newest of a server are kept, as
   * they were written, secrets too: readable by their owner alone.
   */
  newOutputFile(server: string): Promise<string>;
  /**
   * Reads such a file as {@link capture} reads stderr, from where the last reader had got to, while it grows. `end` is
   * for when its process has ended: fulfilled once all is read. Never rejects.
   */
  follow(server: string, file: string, secrets: readonly string[]): { end(): Promise<void> };
  /** One line that did not come from stderr: a stray line on stdout. */
  stray(server: string, text: string, secrets: readonly string[]): void;
  /**
   * Last stderr line of the running or last process, secrets masked; null when it wrote none. Blank lines, frames of
   * a stack and Node's closing version line are passed over. Complete once the child's `close` event has come.
   */
  lastLine(server: string): string | null;
  /** How many lines it wrote since the engine started, and how many of them are errors; only rises. */
  counts(server: string): LogCounts;
  /** What is kept of it on disk, in bytes; 0 for one that wrote nothing yet. Rejects where the disk can't be read. */
  bytesOnDisk(server: string): Promise<number>;
  /**
   * Lines in memory that meet the filter: of each server the last 5,000 (at most 8 Mi characters). Throws
   * ProblemError('bad-input') on a regular expression that is none or takes more than 250 ms; such an expression
   * sees the first 4,096 characters of a line.
   */
  query(filter: z.output<typeof LogFilter>): LogPage;
  /** New lines in order, in batches at most every 50 ms. The returned function ends it. */
  subscribe(listener: (lines: readonly LogLine[]) => void): () => void;
  /** Writes what is pending to disk, and lets go of files that are followed. Nothing is captured afterwards, but children may go on writing. */
  close(): Promise<void>;
}

export interface LogCounts {
  readonly lines: number;
  readonly errors: number;
}

export interface LogsOptions {
  /** One folder per server is made in it: `current.jsonl` and older segments. */
  readonly folder: string;
  readonly clock: Clock;
  /** Masked in each line, beside the secrets of its server; none when left out. */
  readonly hidden?: HiddenValues;
  /** Asked for each line; null while nobody has said, and the documented defaults hold. */
  readonly settings?: () => LogSettings | null;
}

/** What is kept of servers' lines. */
export interface LogSettings {
  /** Lines below it are counted, and neither shown nor written. */
  readonly level: LogLine['level'];
  readonly rotation: Rotation;
}

/** A server takes 80 MB of disk at most. */
const DEFAULT_SETTINGS: LogSettings = { level: 'debug', rotation: { maxBytes: 16_000_000, files: 5 } };

const WEIGHT: Readonly<Record<LogLine['level'], number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Lines from before this start that are seen again. */
const PRIMED_LINES = 2000;

/** Leaves room for a thousand lines a millisecond between two starts, and stays a safe integer for 270 years. */
const SEQ_PER_MS = 1024;

interface Entry {
  readonly log: ServerLog;
  readonly writer: SegmentWriter;
  readonly counts: { lines: number; errors: number };
}

const NO_LINES: LogCounts = { lines: 0, errors: 0 };

/** Rejects when the folder can't be made. */
export async function openLogs(options: LogsOptions): Promise<Logs> {
  const { folder, clock, hidden = createHiddenValues() } = options;
  const settings = (): LogSettings => options.settings?.() ?? DEFAULT_SETTINGS;
  const entries = new Map<string, Entry>();
  const captures = new Set<{ readonly stop: () => void }>();
  const followed = new Set<FollowedFile>();
  let nextSeq = clock.now() * SEQ_PER_MS;
  let closed = false;

  const tail = new LogTail(clock, () => {
    for (const { writer } of entries.values()) void writer.flush();
  });

  const keep = (server: string, stream: LogLine['stream'], level: LogLine['level'], text: string): void => {
    const { log, writer, counts } = entryOf(server);
    counts.lines += 1;
    if (level === 'error') counts.errors += 1;
    if (WEIGHT[level] < WEIGHT[settings().level]) return;
    const line: LogLine = {
      seq: nextSeq++,
      at: new Date(clock.now()).toISOString(),
      server,
      stream,
      level,
      text,
    };
    log.ring.push(line);
    writer.append(line);
    tail.push(line);
  };

  const entryOf = (server: string): Entry => {
    const known = entries.get(server);
    if (known) return known;
    const entry: Entry = {
      log: new ServerLog(clock, (stream, level, text) => keep(server, stream, level, text)),
      writer: new SegmentWriter({
        folder,
        server,
        clock,
        rotation: () => settings().rotation,
        onLost: (lines, why) =>
          keep(server, 'stderr', 'warn', `… ${lines.toLocaleString('en-US')} lines are not on disk: ${why}`),
      }),
      counts: { lines: 0, errors: 0 },
    };
    entries.set(server, entry);
    return entry;
  };

  const prime = async (server: string): Promise<void> => {
    const { log } = entryOf(server);
    try {
      for (const line of await readNewest(folder, server, PRIMED_LINES)) {
        log.ring.push(line);
        nextSeq = Math.max(nextSeq, line.seq + 1);
      }
    } catch (error) {
      keep(server, 'stderr', 'warn', `… older lines can't be read: ${reason(error)}`);
    }
  };

  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const server of await loggedServers(folder)) await prime(server);

  const capture: Logs['capture'] = (server, stderr, secrets) => {
    const { log } = entryOf(server);
    const process = {};
    if (!closed) log.newProcess(process);
    const reading = { stop: (): void => {} };
    captures.add(reading);
    reading.stop = captureStream(stderr, {
      onLine: (line) =>
        log.offer({
          stream: 'stderr',
          bytes: line.bytes.length,
          process,
          content: () => stderrContent(line, hidden.and(secrets)),
        }),
      onEnd(problem) {
        captures.delete(reading);
        log.settle();
        if (problem)
          keep(server, 'stderr', 'warn', `… stderr could not be read any further: ${reason(problem)}`);
      },
    });
    if (closed) reading.stop();
  };

  return {
    capture,
    newOutputFile: (server) => newOutputFile(folder, server, clock.now()),
    follow(server, file, secrets) {
      const output = new FollowedFile(file, clock);
      followed.add(output);
      const { promise: over, resolve } = Promise.withResolvers<void>();
      output.once('close', () => {
        followed.delete(output);
        resolve();
      });
      capture(server, output, secrets);
      if (closed) output.destroy();
      return {
        end() {
          output.finish();
          return over;
        },
      };
    },
    stray(server, text, secrets) {
      if (closed) return;
      const bytes = Buffer.from(text.slice(0, LOG_LINE_MAX_BYTES + 1));
      const kept = bytes.subarray(0, LOG_LINE_MAX_BYTES);
      const line = {
        bytes: kept,
        cutBytes: bytes.length > kept.length ? Buffer.byteLength(text) - kept.length : 0,
      };
      entryOf(server).log.offer({
        stream: 'stray',
        bytes: kept.length,
        process: null,
        content: () => strayContent(line, hidden.and(secrets)),
      });
    },
    lastLine: (server) => entries.get(server)?.log.lastLine() ?? null,
    counts: (server) => entries.get(server)?.counts ?? NO_LINES,
    bytesOnDisk: (server) => segmentBytes(join(folder, server)),
    query(filter) {
      const servers = filter.servers ? [...new Set(filter.servers)] : [...entries.keys()];
      return queryLines(
        servers.map((server) => entries.get(server)?.log.ring.lines() ?? []),
        filter,
      );
    },
    subscribe: (listener) => tail.subscribe(listener),
    async close() {
      closed = true;
      for (const reading of [...captures]) reading.stop();
      for (const output of [...followed]) output.destroy();
      for (const { log } of entries.values()) log.settle();
      tail.flush();
      await Promise.all([...entries.values()].map(({ writer }) => writer.close()));
      tail.flush();
    },
  };
}

function stderrContent(line: RawLine, secrets: readonly string[]): Pick<LogLine, 'level' | 'text'> {
  const text = lineText(line, secrets);
  return { level: claimedLevel(text) ?? 'info', text };
}

/** Wrong in any case, for stdout is the protocol; an error stays one. */
function strayContent(line: RawLine, secrets: readonly string[]): Pick<LogLine, 'level' | 'text'> {
  const text = lineText(line, secrets);
  return { level: claimedLevel(text) === 'error' ? 'error' : 'warn', text };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
