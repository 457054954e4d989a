import { Increases } from '../blocks/measured.ts';
import { encodeTick, type TailEntry } from '../blocks/tail-row.ts';
import type { HistorySettings, Tick, TickValues } from './history.ts';
import type { Level } from './levels.ts';
import { packSlot } from './levels.ts';
import { isFull, merge, pack } from './packing.ts';
import type { Retention } from './retention.ts';
import type { HistoryStore } from './store.ts';

/** No piece of housekeeping is begun later than this in an append; each takes a few milliseconds. */
const HOUSEKEEPING_MS = 4;
const PRUNE_EACH_MS = 60_000;
const TIDY_EACH_MS = 86_400_000;
/** A layout may hold so many series that are gone, besides as many as are there. */
const SPARE_SERIES = 32;

interface Layout {
  readonly id: number;
  readonly keys: readonly string[];
}

interface ServerState {
  readonly id: number;
  readonly increases: Increases;
  /** Holds the series that it had lately. */
  layout: Layout | null;
  /** The first tick in the tail that is not packed; null when all is. */
  firstTick: number | null;
  slot: number;
}

type Job = () => void;

interface WriterOptions {
  readonly settings: () => HistorySettings;
  readonly onWrite: () => void;
  /** By server, of this run of the engine. */
  readonly increases: Map<string, Increases>;
}

/** Writes ticks, and does with each some of the work that is due: packing, merging, pruning. Throws what SQLite throws. */
export class HistoryWriter {
  readonly #store: HistoryStore;
  readonly #retention: Retention;
  readonly #settings: () => HistorySettings;
  readonly #onWrite: () => void;
  readonly #increases: Map<string, Increases>;
  readonly #servers = new Map<string, ServerState>();
  /** In the tail from before this run, by id. */
  readonly #left: Map<number, { readonly tick: number; readonly atMs: number }>;
  readonly #jobs: Job[] = [];
  #nextTick: number;
  #prunedMs = Number.NEGATIVE_INFINITY;
  #tidiedMs: number | null = null;

  constructor(store: HistoryStore, retention: Retention, { settings, onWrite, increases }: WriterOptions) {
    this.#store = store;
    this.#retention = retention;
    this.#settings = settings;
    this.#onWrite = onWrite;
    this.#increases = increases;
    this.#nextTick = store.nextTick();
    this.#left = store.unpacked();
    this.#jobs.push(() => this.#tidy());
  }

  append(tick: Tick): void {
    // A row without a server would be dropped with a pack, and none comes while no server runs.
    if (tick.servers.size > 0) this.#write(tick);
    this.#housekeep(tick);
  }

  #write(tick: Tick): void {
    const tickId = this.#nextTick;
    const atMs = Math.round(tick.atMs);
    try {
      this.#store.transaction(() => {
        const entries: TailEntry[] = [];
        for (const [name, values] of tick.servers) entries.push(this.#entry(name, tick, values));
        this.#store.insertTick({
          tick: tickId,
          atMs,
          monotonicMs: Math.round(tick.monotonicMs),
          intervalMs: Math.round(tick.intervalMs),
          data: encodeTick(entries),
        });
      });
    } catch (error) {
      // The names that were given within it are gone again.
      this.#forget();
      throw error;
    }
    this.#nextTick += 1;
    for (const name of tick.servers.keys()) {
      const server = this.#servers.get(name);
      if (server === undefined || server.firstTick !== null) continue;
      server.firstTick = tickId;
      server.slot = packSlot(atMs, server.id);
    }
    this.#onWrite();
  }

  #entry(name: string, tick: Tick, values: TickValues): TailEntry {
    const id = this.#store.nameServer(name);
    let server = this.#servers.get(name);
    if (server === undefined) {
      server = { id, increases: this.#increasesOf(name), layout: null, firstTick: null, slot: 0 };
      this.#servers.set(name, server);
      this.#takeOver(server);
    }
    const measured = server.increases.take(tick, values);
    server.layout = this.#layoutFor(server.layout, measured);
    const { layout } = server;
    return { serverId: id, layoutId: layout.id, keys: layout.keys, measured, latencies: values.latencies };
  }

  #increasesOf(name: string): Increases {
    const known = this.#increases.get(name) ?? new Increases();
    this.#increases.set(name, known);
    return known;
  }

  /** Of series that come and go, those that went are left out at last. */
  #layoutFor(layout: Layout | null, measured: ReadonlyMap<string, unknown>): Layout {
    const all = new Set(layout?.keys);
    for (const key of measured.keys()) all.add(key);
    if (layout !== null && all.size === layout.keys.length) return layout;
    return this.#store.layoutOf(all.size > 2 * measured.size + SPARE_SERIES ? measured.keys() : all);
  }

  #forget(): void {
    for (const [name, server] of this.#servers) {
      server.layout = null;
      if (server.firstTick === null) this.#servers.delete(name);
    }
  }

  #takeOver(server: ServerState): void {
    const left = this.#left.get(server.id);
    if (left === undefined) return;
    this.#left.delete(server.id);
    server.firstTick = left.tick;
    server.slot = packSlot(left.atMs, server.id);
  }

  /** At least one piece, so that it never falls behind for good. */
  #housekeep(tick: Tick): void {
    const atMs = Math.round(tick.atMs);
    const until = performance.now() + HOUSEKEEPING_MS;
    if (Math.abs(tick.monotonicMs - this.#prunedMs) >= PRUNE_EACH_MS) {
      this.#prunedMs = tick.monotonicMs;
      this.#jobs.push(() => this.#prune(tick));
    }
    this.#tidiedMs ??= tick.monotonicMs;
    if (tick.monotonicMs - this.#tidiedMs >= TIDY_EACH_MS) {
      this.#tidiedMs = tick.monotonicMs;
      this.#jobs.push(() => this.#tidy());
    }
    do {
      const job = this.#jobs.shift() ?? this.#packJob(atMs) ?? this.#boundJob();
      if (job === null) return;
      job();
      this.#onWrite();
    } while (performance.now() < until);
  }

  #packJob(atMs: number): Job | null {
    for (const [id, { tick, atMs: firstMs }] of this.#left) {
      if (packSlot(atMs, id) === packSlot(firstMs, id)) continue;
      const server: ServerState = { id, increases: new Increases(), layout: null, firstTick: tick, slot: 0 };
      return () => {
        // Tried again when its turn comes the next time, should it fail.
        this.#left.set(id, { tick, atMs });
        this.#pack(server, atMs);
        if (server.firstTick === null) this.#left.delete(id);
        else this.#left.set(id, { tick: server.firstTick, atMs });
      };
    }
    for (const server of this.#servers.values()) {
      if (server.firstTick !== null && packSlot(atMs, server.id) !== server.slot)
        return () => this.#pack(server, atMs);
    }
    return null;
  }

  #pack(server: ServerState, atMs: number): void {
    if (server.firstTick === null) return;
    // First, so that one that can't be packed doesn't keep the others from it.
    server.slot = packSlot(atMs, server.id);
    const packed = pack(this.#store, server.id, server.firstTick, atMs);
    if (packed === null) return;
    server.firstTick = packed.next?.tick ?? null;
    if (packed.next !== null) server.slot = packSlot(packed.next.atMs, server.id);
    // A run of its own, so that no pack takes longer for it.
    this.#jobs.push(() => this.#store.dropTail(this.#firstUnpacked()));
    for (const level of [1, 2] as const) this.#mergeIfFull(server.id, level, 0);
  }

  #mergeIfFull(serverId: number, level: 1 | 2, tier: number): void {
    if (!isFull(level, tier, this.#store.countOfTier(serverId, level, tier))) return;
    this.#jobs.push(() => {
      merge(this.#store, serverId, level, tier);
      this.#mergeIfFull(serverId, level, tier + 1);
    });
  }

  #firstUnpacked(): number {
    let first = this.#nextTick;
    for (const { firstTick } of this.#servers.values())
      if (firstTick !== null && firstTick < first) first = firstTick;
    for (const { tick } of this.#left.values()) if (tick < first) first = tick;
    return first;
  }

  #prune(tick: Tick): void {
    const keepMs = this.#settings();
    const ages: [Level, number][] = [
      [0, keepMs.rawMs],
      [1, keepMs.minuteMs],
      [2, keepMs.quarterMs],
    ];
    for (const [level, ms] of ages) {
      const dropSome = () => {
        if (this.#retention.dropOlder(level, tick, ms)) this.#jobs.push(dropSome);
      };
      this.#jobs.push(dropSome);
    }
  }

  #tidy(): void {
    this.#store.transaction(() => this.#store.dropUnusedLayouts());
    for (const server of this.#servers.values()) server.layout = null;
  }

  #boundJob(): Job | null {
    const { maxBytes } = this.#settings();
    return this.#retention.exceeds(maxBytes) ? () => this.#retention.shrink(maxBytes) : null;
  }
}
