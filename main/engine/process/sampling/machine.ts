import type { ProcReader } from '../proc/proc-reader.ts';
import { isZombie, type StatLine } from '../proc/stat-line.ts';

/** One process of the machine, as it was seen last. */
export interface Seen {
  readonly pid: number;
  /** With the pid it names one process. */
  readonly startTicks: number;
  line: StatLine;
  /** Which look found it first, and which read it last. */
  readonly firstLook: number;
  lastLook: number;
  /** The system does not tell of it any more; `line` is as old as `lastLook`. */
  isDenied: boolean;
  /** The mark that it was started with; undefined before anybody looked. */
  mark: string | null | undefined;
}

/** Every so many looks all processes are read again: one that is nobody's may have another parent, or its pid another owner. */
const FULL_LOOK_EVERY = 15;

/**
 * What runs on this machine, kept from look to look so that a look costs little: only those that are watched are read
 * each time, others when they are new and now and then.
 */
export class Machine {
  readonly table = new Map<number, Seen>();
  readonly #proc: ProcReader;
  /** Of these even the first read was denied; a full look asks again. */
  #hidden = new Set<number>();
  #look = 0;
  #news: Seen[] = [];
  #gone: number[] = [];

  constructor(proc: ProcReader) {
    this.#proc = proc;
  }

  /** Counts the looks. */
  get looks(): number {
    return this.#look;
  }

  /** What came at this look, has another parent or became a zombie. */
  get news(): readonly Seen[] {
    return this.#news;
  }

  /** What is missed since the look before. */
  get gone(): readonly number[] {
    return this.#gone;
  }

  /**
   * Looks once. Watched processes come first and in their order, which should put parents before their children: a child
   * that ends meanwhile is then missed now and in its parent's time at the next look, and never in both at once.
   */
  look(watched: Iterable<number>): void {
    this.#look += 1;
    this.#news = [];
    this.#gone = [];
    const isFull = this.#look % FULL_LOOK_EVERY === 1;
    const candidates = this.#proc.newPids.candidates();
    if (isFull || candidates === null) this.#lookAtAll(watched, isFull);
    else this.#lookAtNew(watched, candidates);
  }

  #lookAtNew(watched: Iterable<number>, candidates: readonly number[]): void {
    for (const pid of watched) this.read(pid);
    for (const pid of candidates) {
      if (!this.table.has(pid) && this.#proc.isProcess(pid)) this.read(pid, false);
    }
  }

  #lookAtAll(watched: Iterable<number>, isFull: boolean): void {
    if (isFull) this.#hidden.clear();
    const pids = this.#proc.pids();
    for (const pid of watched) this.read(pid);
    const found: number[] = [];
    for (const pid of pids) {
      const known = this.table.get(pid);
      if (known === undefined) {
        if (!this.#hidden.has(pid) && this.read(pid, false) !== null) found.push(pid);
      } else if (isFull) this.read(pid, false);
    }
    if (this.#look > 1) this.#proc.newPids.verify(found);
    const there = new Set(pids);
    for (const [pid, { lastLook }] of this.table) {
      if (lastLook !== this.#look && !there.has(pid)) this.#forget(pid);
    }
  }

  /** Reads one process, unless this look has done so; `keep` leaves its file open for the next look. */
  read(pid: number, keep = true): Seen | null {
    const known = this.table.get(pid);
    if (known?.lastLook === this.#look) return known;
    const line = this.#proc.read(pid, keep);
    if (line === 'gone') {
      this.#forget(pid);
      return null;
    }
    if (line === 'denied') {
      if (known === undefined) this.#hidden.add(pid);
      else known.isDenied = true;
      return known ?? null;
    }
    if (known === undefined || known.startTicks !== line.startTicks) return this.#add(pid, line);
    if (known.line.ppid !== line.ppid || isZombie(known.line) !== isZombie(line)) this.#news.push(known);
    known.line = line;
    known.lastLook = this.#look;
    known.isDenied = false;
    return known;
  }

  clear(): void {
    this.table.clear();
    this.#look = 0;
  }

  #add(pid: number, line: StatLine): Seen {
    const seen: Seen = {
      pid,
      startTicks: line.startTicks,
      line,
      firstLook: this.#look,
      lastLook: this.#look,
      isDenied: false,
      mark: undefined,
    };
    this.table.set(pid, seen);
    this.#news.push(seen);
    return seen;
  }

  #forget(pid: number): void {
    if (this.table.delete(pid)) this.#gone.push(pid);
  }
}
