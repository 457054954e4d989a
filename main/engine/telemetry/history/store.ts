import { METRIC_KEYS } from '#contract/metric.ts';
import type { Database } from '../../state/state.ts';
import { isMetricKey } from '../blocks/series-kind.ts';
import { eachServer, type TailRow } from '../blocks/tail-row.ts';
import type { Level } from './levels.ts';

export interface Block {
  readonly serverId: number;
  readonly level: Level;
  readonly tier: number;
  readonly firstTick: number;
  /** Of what is in it, the earliest and the latest. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly layoutId: number;
  readonly data: Uint8Array;
}

export interface StoredBlock extends Block {
  readonly id: number;
}

/** The statements on the history's database, and the names that it knows. Throws what SQLite throws. */
export class HistoryStore {
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #serverIds = new Map<string, number>();
  readonly #layouts = new Map<number, readonly string[]>();
  readonly #layoutIds = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  transaction(run: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      run();
      this.#database.exec('COMMIT');
    } catch (error) {
      // What was named within it is gone again.
      this.#serverIds.clear();
      this.#layouts.clear();
      this.#layoutIds.clear();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  serverId(name: string): number | null {
    const known = this.#serverIds.get(name);
    if (known !== undefined) return known;
    const row = this.#statements.server.get(name);
    if (row === undefined) return null;
    this.#serverIds.set(name, Number(row['id']));
    return Number(row['id']);
  }

  nameServer(name: string): number {
    const known = this.serverId(name);
    if (known !== null) return known;
    return Number(this.#statements.insertServer.run(name).lastInsertRowid);
  }

  keysOf(layoutId: number): readonly string[] {
    let keys = this.#layouts.get(layoutId);
    if (keys === undefined) {
      const text = String(this.#statements.layout.get(layoutId)?.['keys'] ?? '[]');
      keys = JSON.parse(text) as string[];
      this.#layouts.set(layoutId, keys);
    }
    return keys;
  }

  layoutOf(keys: Iterable<string>): { readonly id: number; readonly keys: readonly string[] } {
    const ordered = inOrder(keys);
    const text = JSON.stringify(ordered);
    let id = this.#layoutIds.get(text);
    if (id === undefined) {
      const row = this.#statements.layoutId.get(text);
      id = Number(row?.['id'] ?? this.#statements.insertLayout.run(text).lastInsertRowid);
      this.#layoutIds.set(text, id);
    }
    return { id, keys: ordered };
  }

  /** One above every tick that is or was in the tail. */
  nextTick(): number {
    return Number(this.#statements.lastTick.get()?.['tick'] ?? 0) + 1;
  }

  insertTick(row: TailRow & { readonly monotonicMs: number }): void {
    this.#statements.insertTick.run(row.tick, row.atMs, row.monotonicMs, row.intervalMs, row.data);
  }

  /** Oldest first. */
  tail(fromTick: number): TailRow[] {
    return this.#statements.tail.all(fromTick).map((row) => ({
      tick: Number(row['tick']),
      atMs: Number(row['at_ms']),
      intervalMs: Number(row['interval_ms']),
      data: row['data'] as Uint8Array,
    }));
  }

  /** The first tick of each server in the tail that is not packed yet. */
  unpacked(): Map<number, { readonly tick: number; readonly atMs: number }> {
    const packed = new Map<number, number>(
      this.#statements.packed.all().map((row) => [Number(row['id']), Number(row['packed_tick'])]),
    );
    const first = new Map<number, { tick: number; atMs: number }>();
    for (const row of this.tail(0)) {
      eachServer(row, (serverId) => {
        if (row.tick > (packed.get(serverId) ?? 0) && !first.has(serverId))
          first.set(serverId, { tick: row.tick, atMs: row.atMs });
      });
    }
    return first;
  }

  /** For a reader: what of it is in no block yet. */
  packedTick(serverId: number): number {
    return Number(this.#statements.packedTick.get(serverId)?.['packed_tick'] ?? 0);
  }

  notePacked(serverId: number, tick: number): void {
    this.#statements.notePacked.run(tick, serverId);
  }

  dropTail(beforeTick: number): void {
    this.#statements.dropTail.run(beforeTick);
  }

  insertBlock(block: Block): void {
    const { serverId, level, tier, firstTick, firstMs, lastMs, layoutId, data } = block;
    this.#statements.insertBlock.run(serverId, level, tier, firstTick, firstMs, lastMs, layoutId, data);
  }

  deleteBlock(id: number): void {
    this.#statements.deleteBlock.run(id);
  }

  countOfTier(serverId: number, level: Level, tier: number): number {
    return Number(this.#statements.countOfTier.get(serverId, level, tier)?.['blocks'] ?? 0);
  }

  /** In the order of their ticks. */
  blocksOfTier(serverId: number, level: Level, tier: number): StoredBlock[] {
    return this.#statements.blocksOfTier.all(serverId, level, tier).map(toBlock);
  }

  /** What holds anything from `fromMs` to before `toMs`, in the order of their ticks. */
  blocks(serverId: number, level: Level, fromMs: number, toMs: number): StoredBlock[] {
    return this.#statements.blocks.all(serverId, level, fromMs, toMs).map(toBlock);
  }

  /** When the oldest block of a level begins, of one server or of all; null without any. */
  oldest(level: Level, serverId?: number): number | null {
    const row =
      serverId === undefined
        ? this.#statements.oldest.get(level)
        : this.#statements.oldestOf.get(serverId, level);
    return row?.['first_ms'] == null ? null : Number(row['first_ms']);
  }

  oldestTickMs(): number | null {
    const row = this.#statements.firstTick.get();
    return row === undefined ? null : Number(row['at_ms']);
  }

  /** At most `limit` blocks of the level that ended before; the oldest first. Gives how many went. */
  deleteOldest(level: Level, beforeMs: number, limit: number): number {
    return Number(this.#statements.deleteOldest.run(level, beforeMs, limit).changes);
  }

  /** Names of series that came and went. */
  dropUnusedLayouts(): void {
    const used = new Set(this.#statements.usedLayouts.all().map((row) => Number(row['layout'])));
    for (const row of this.tail(0)) eachServer(row, (_, entry) => used.add(entry.layoutId));
    for (const row of this.#statements.layouts.all()) {
      const id = Number(row['id']);
      if (!used.has(id)) this.#statements.deleteLayout.run(id);
    }
    this.#layouts.clear();
    this.#layoutIds.clear();
  }
}

/** So that servers with the same series share a layout. */
function inOrder(keys: Iterable<string>): readonly string[] {
  const all = new Set(keys);
  const custom = [...all].filter((key) => !isMetricKey(key)).sort();
  return [...METRIC_KEYS.filter((key) => all.has(key)), ...custom];
}

function toBlock(row: Readonly<Record<string, unknown>>): StoredBlock {
  return {
    id: Number(row['id']),
    serverId: Number(row['server']),
    level: Number(row['level']) as Level,
    tier: Number(row['tier']),
    firstTick: Number(row['first_tick']),
    firstMs: Number(row['first_ms']),
    lastMs: Number(row['last_ms']),
    layoutId: Number(row['layout']),
    data: row['data'] as Uint8Array,
  };
}

function prepare(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    server: sql('SELECT id FROM server WHERE name = ?'),
    insertServer: sql('INSERT INTO server (name) VALUES (?)'),
    packed: sql('SELECT id, packed_tick FROM server'),
    packedTick: sql('SELECT packed_tick FROM server WHERE id = ?'),
    notePacked: sql('UPDATE server SET packed_tick = ? WHERE id = ?'),
    layout: sql('SELECT keys FROM layout WHERE id = ?'),
    layoutId: sql('SELECT id FROM layout WHERE keys = ?'),
    insertLayout: sql('INSERT INTO layout (keys) VALUES (?)'),
    layouts: sql('SELECT id FROM layout'),
    usedLayouts: sql('SELECT DISTINCT layout FROM block'),
    deleteLayout: sql('DELETE FROM layout WHERE id = ?'),
    lastTick: sql(
      'SELECT max((SELECT ifnull(max(tick), 0) FROM tail), (SELECT ifnull(max(packed_tick), 0) FROM server)) AS tick',
    ),
    firstTick: sql('SELECT at_ms FROM tail ORDER BY tick LIMIT 1'),
    insertTick: sql('INSERT INTO tail (tick, at_ms, monotonic_ms, interval_ms, data) VALUES (?, ?, ?, ?, ?)'),
    tail: sql('SELECT tick, at_ms, interval_ms, data FROM tail WHERE tick >= ? ORDER BY tick'),
    dropTail: sql('DELETE FROM tail WHERE tick < ?'),
    insertBlock: sql(`INSERT INTO block (server, level, tier, first_tick, first_ms, last_ms, layout, data)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    deleteBlock: sql('DELETE FROM block WHERE id = ?'),
    countOfTier: sql('SELECT count(*) AS blocks FROM block WHERE server = ? AND level = ? AND tier = ?'),
    blocksOfTier: sql('SELECT * FROM block WHERE server = ? AND level = ? AND tier = ? ORDER BY first_tick'),
    blocks: sql(
      'SELECT * FROM block WHERE server = ? AND level = ? AND last_ms >= ? AND first_ms < ? ORDER BY first_tick',
    ),
    oldest: sql('SELECT first_ms FROM block WHERE level = ? ORDER BY last_ms LIMIT 1'),
    oldestOf: sql('SELECT min(first_ms) AS first_ms FROM block WHERE server = ? AND level = ?'),
    deleteOldest: sql(`DELETE FROM block WHERE id IN
      (SELECT id FROM block WHERE level = ? AND last_ms < ? ORDER BY last_ms LIMIT ?)`),
  };
}
