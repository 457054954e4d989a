import { ftruncateSync, readSync } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Clock } from '../../ports.ts';
import { POSITION_SUFFIX } from './output-files.ts';

/** How soon a new line is seen. A look that finds nothing is one read. */
const LOOK_EVERY_MS = 100;
const CHUNK_BYTES = 64 * 1024;
/**
 * A file that has grown beyond this and has been read to its end begins again at nothing: the lines are in the log's
 * segments. What a process writes between the read and the cut, some microseconds, is lost.
 */
const CUT_BYTES = 64 * 1024 * 1024;

/** Lines are on their way to disk within 50 ms. */
const SETTLED_MS = 250;

interface Handles {
  readonly output: FileHandle;
  readonly position: FileHandle;
}

/**
 * Reads a file that a process appends to, as it grows, from where an earlier reader had got to: `<file>.read` says how
 * far that was, so that a start after a crash misses nothing. A file that is shorter than that is read from its
 * beginning. Ends after {@link FollowedFile.finish}, once all is read.
 */
export class FollowedFile extends Readable {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #cutBytes: number;
  #handles: Handles | null = null;
  #at = 0;
  /** Where it was when it was last noted, and the one before that, which is on disk. */
  #noted = 0;
  #notedMs = 0;
  #saved = 0;
  #finishing = false;
  /** Looks again before its time; null while nothing waits. */
  #lookNow: (() => void) | null = null;

  constructor(file: string, clock: Clock, cutBytes: number = CUT_BYTES) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#file = file;
    this.#clock = clock;
    this.#cutBytes = cutBytes;
  }

  /** What is there is read still, then the stream ends. */
  finish(): void {
    this.#finishing = true;
    this.#lookNow?.();
  }

  override _construct(done: (error?: Error | null) => void): void {
    this.#open().then(() => done(), done);
  }

  override _read(): void {
    this.#next().catch((error: Error) => this.destroy(error));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#lookNow?.();
    const handles = this.#handles;
    this.#handles = null;
    this.#close(handles).then(() => done(error), done);
  }

  async #close(handles: Handles | null): Promise<void> {
    if (handles === null) return;
    try {
      await savePosition(handles, this.#at);
    } finally {
      await Promise.all([handles.output.close(), handles.position.close()]);
    }
  }

  async #open(): Promise<void> {
    // It may have to be cut, hence the plus.
    const output = await open(this.#file, 'r+');
    const flags = constants.O_RDWR | constants.O_CREAT;
    const position = await open(this.#file + POSITION_SUFFIX, flags, 0o600).catch(async (error: unknown) => {
      await output.close();
      throw error;
    });
    this.#handles = { output, position };
    const known = Number(await position.readFile('utf8'));
    const { size } = await output.stat();
    this.#at = Number.isSafeInteger(known) && known >= 0 && known <= size ? known : 0;
    this.#noted = this.#at;
    this.#saved = this.#at;
  }

  async #next(): Promise<void> {
    for (;;) {
      const handles = this.#handles;
      if (handles === null) return;
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await handles.output.read(buffer, 0, CHUNK_BYTES, this.#at);
      if (this.#handles === null) return;
      await this.#note(handles);
      if (this.destroyed) return;
      if (bytesRead > 0) {
        this.#at += bytesRead;
        this.push(buffer.subarray(0, bytesRead));
        return;
      }
      if (this.#finishing) {
        this.push(null);
        return;
      }
      if (this.#at >= this.#cutBytes) this.#cut(handles);
      await this.#pause();
    }
  }

  /** A line counts as read once it has had time to reach the disk elsewhere: a crash shows some twice, and loses none. */
  async #note(handles: Handles): Promise<void> {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#notedMs < SETTLED_MS) return;
    if (this.#noted !== this.#saved) {
      this.#saved = this.#noted;
      await savePosition(handles, this.#saved);
    }
    this.#noted = this.#at;
    this.#notedMs = nowMs;
  }

  /** Without a turn of the event loop between the last look and the cut. */
  #cut({ output }: Handles): void {
    if (readSync(output.fd, Buffer.alloc(1), 0, 1, this.#at) > 0) return;
    ftruncateSync(output.fd, 0);
    this.#at = 0;
    this.#noted = 0;
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(LOOK_EVERY_MS, resolve);
    this.#lookNow = resolve;
    await promise;
    this.#lookNow = null;
    cancel();
  }
}

async function savePosition({ position }: Handles, at: number): Promise<void> {
  // Always as long, so that no digit of an older one stays.
  await position.write(String(at).padStart(16, '0'), 0);
}
