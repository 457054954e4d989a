import { statSync } from 'node:fs';
import type { Database } from '../../state/state.ts';
import type { Tick } from './history.ts';
import type { Level } from './levels.ts';
import type { HistoryStore } from './store.ts';

/** Deleting takes about 10 µs a block. */
const BLOCKS_AT_ONCE = 64;
/** Given back to the system at once; a page that moves is written. */
const PAGES_AT_ONCE = 64;
/** Free pages that are kept for what comes. */
const SPARE_PAGES = 512;
/** SQLite's own is 4 MB; more of the log is only written between two checkpoints. */
const LOG_MAX_BYTES = 16_000_000;
/** A clock that leaps this far may be wrong: nothing is deleted by age until it had time to be set right. */
const LEAP_MS = 2 * 3_600_000;
const LEAP_CALM_MS = 15 * 60_000;

/** Keeps the history within its ages and its size on disk. Throws what SQLite throws. */
export class Retention {
  readonly #database: Database;
  readonly #store: HistoryStore;
  readonly #logFile: string;
  readonly #pageBytes: number;
  readonly #pageCount;
  readonly #freePages;
  #maxBytes = 0;
  #last: Pick<Tick, 'atMs' | 'monotonicMs'> | null = null;
  #calmFromMs = Number.NEGATIVE_INFINITY;

  /** @param file the database's, or `:memory:` */
  constructor(database: Database, store: HistoryStore, file: string) {
    this.#database = database;
    this.#store = store;
    this.#logFile = `${file}-wal`;
    this.#pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size'] ?? 4096);
    this.#pageCount = database.prepare('PRAGMA page_count');
    this.#freePages = database.prepare('PRAGMA freelist_count');
  }

  /** With its write-ahead log. */
  bytes(): number {
    return this.#pages() * this.#pageBytes + this.#logBytes();
  }

  /** True when there may be more of them. */
  dropOlder(level: Level, now: Pick<Tick, 'atMs' | 'monotonicMs'>, ms: number): boolean {
    this.#watchClock(now);
    if (now.monotonicMs < this.#calmFromMs) return false;
    return this.#store.deleteOldest(level, now.atMs - ms, BLOCKS_AT_ONCE) === BLOCKS_AT_ONCE;
  }

  exceeds(maxBytes: number): boolean {
    if (maxBytes !== this.#maxBytes) this.#setLogLimit(maxBytes);
    const room = this.#room(maxBytes);
    const free = this.#free();
    return this.#pages() - free > room || (this.#pages() > room && free > 0) || free > 2 * SPARE_PAGES;
  }

  /** Deletes some of the oldest: samples first, then minutes, then quarters; or gives free pages back. */
  shrink(maxBytes: number): void {
    const room = this.#room(maxBytes);
    if (this.#pages() - this.#free() > room) {
      const levels: readonly Level[] = [0, 1, 2];
      levels.some((level) => this.#store.deleteOldest(level, Number.MAX_SAFE_INTEGER, 8) > 0);
    } else {
      this.#database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
    }
  }

  /** Half of what may be in the log is a reserve: a checkpoint can't always begin when it should. */
  #room(maxBytes: number): number {
    return Math.floor((maxBytes - 2 * logLimit(maxBytes)) / this.#pageBytes);
  }

  #setLogLimit(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    const bytes = logLimit(maxBytes);
    this.#database.exec(`PRAGMA wal_autocheckpoint = ${Math.floor(bytes / this.#pageBytes)}`);
    this.#database.exec(`PRAGMA journal_size_limit = ${bytes}`);
  }

  #watchClock(now: Pick<Tick, 'atMs' | 'monotonicMs'>): void {
    const last = this.#last;
    this.#last = { atMs: now.atMs, monotonicMs: now.monotonicMs };
    if (last === null) return;
    const leap = now.atMs - last.atMs - (now.monotonicMs - last.monotonicMs);
    if (leap > LEAP_MS) this.#calmFromMs = now.monotonicMs + LEAP_CALM_MS;
  }

  #pages(): number {
    return Number(this.#pageCount.get()?.['page_count'] ?? 0);
  }

  #free(): number {
    return Number(this.#freePages.get()?.['freelist_count'] ?? 0);
  }

  #logBytes(): number {
    return statSync(this.#logFile, { throwIfNoEntry: false })?.size ?? 0;
  }
}

function logLimit(maxBytes: number): number {
  return Math.min(LOG_MAX_BYTES, Math.floor(maxBytes / 8));
}
