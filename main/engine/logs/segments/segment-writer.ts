import { type FileHandle, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '#contract/log-line.ts';
import type { Clock } from '../../ports.ts';
import { openCurrent, rotate } from './segment-files.ts';

/** What may wait for a slow disk, in characters. */
const MAX_WAITING = 8 * 1024 * 1024;
/** A full disk is tried again this often. */
const RETRY_MS = 1000;

/** How much of a server's log is kept on disk. */
export interface Rotation {
  /** Of one segment; the batch that passes it is written whole. */
  readonly maxBytes: number;
  /** With the one that is written now. */
  readonly files: number;
}

export interface SegmentWriterOptions {
  readonly folder: string;
  readonly server: string;
  readonly clock: Clock;
  /** Asked before each write. */
  readonly rotation: () => Rotation;
  /** The disk works again; so many lines are not on it. */
  onLost(lines: number, why: string): void;
}

/** Appends the lines of one server to its segments. A disk that fails or is slow costs lines, which are counted. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #folder: string;
  #waiting: string[] = [];
  #waitingCharacters = 0;
  #file: { handle: FileHandle; bytes: number } | null = null;
  #lost = 0;
  #why = '';
  #retryAtMs = 0;
  #writing: Promise<void> | null = null;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#folder = join(options.folder, options.server);
  }

  append(line: LogLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#waitingCharacters + text.length > MAX_WAITING) {
      this.#lose(1, 'the disk is too slow');
      return;
    }
    this.#waiting.push(text);
    this.#waitingCharacters += text.length;
  }

  /** Starts writing what waits. Never rejects; resolves when nothing waits any more. */
  flush(): Promise<void> {
    if (this.#writing !== null) return this.#writing;
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#closeFile();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#waitingCharacters = 0;
      if (this.#options.clock.monotonic() < this.#retryAtMs) {
        this.#lost += batch.length;
        continue;
      }
      try {
        await this.#write(Buffer.from(batch.join('')));
        this.#tellLost();
      } catch (error) {
        this.#retryAtMs = this.#options.clock.monotonic() + RETRY_MS;
        this.#lose(
          batch.length,
          error instanceof Error && 'code' in error ? String(error.code) : String(error),
        );
        await this.#closeFile();
      }
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    const { maxBytes, files } = this.#options.rotation();
    if (this.#file && this.#file.bytes >= maxBytes) {
      await this.#closeFile();
      await rotate(this.#folder, this.#options.clock.now(), files - 1);
    }
    if (!this.#file) {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      this.#file = await openCurrent(this.#folder);
    }
    await this.#file.handle.appendFile(bytes);
    this.#file.bytes += bytes.length;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    try {
      await file?.handle.close();
    } catch (error) {
      this.#lose(0, String(error));
    }
  }

  #lose(lines: number, why: string): void {
    this.#lost += lines;
    this.#why = why;
  }

  #tellLost(): void {
    const lost = this.#lost;
    this.#lost = 0;
    if (lost > 0) this.#options.onLost(lost, this.#why);
  }
}
