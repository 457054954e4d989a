import { encodeRaw, LATENCIES, type RawBlock } from '../blocks/raw-block.ts';
import { Rollup, type RollupData } from '../blocks/rollup.ts';
import { decodeRollup, encodeRollup } from '../blocks/rollup-block.ts';
import { collect, type TailRow } from '../blocks/tail-row.ts';
import { type Level, MERGE_AT, minuteOf, STEP_MS } from './levels.ts';
import type { HistoryStore } from './store.ts';

export interface Packed {
  /** The last tick that is in blocks now. */
  readonly packedTick: number;
  /** The first one that is not; null when there is none. */
  readonly next: { readonly tick: number; readonly atMs: number } | null;
}

/**
 * Makes blocks of what the tail has of a server from a tick on, but for the minute that goes on: one of samples, one of
 * their minutes and one of their quarters, all in one transaction with the note of how far it came. So each sample is
 * rolled up exactly once, whenever the engine is killed.
 *
 * A minute or a quarter that lies in two blocks is in part in each, and a reader merges them.
 *
 * @returns null when there was nothing to pack
 */
export function pack(store: HistoryStore, serverId: number, fromTick: number, nowMs: number): Packed | null {
  const rows = store.tail(fromTick);
  const whole = withoutMinute(rows, minuteOf(nowMs));
  const last = whole.at(-1);
  const block = collect(whole, serverId, (id) => store.keysOf(id));
  if (last === undefined || block.times.length === 0) return null;
  const next = rows
    .slice(whole.length)
    .find((row) => collect([row], serverId, (id) => store.keysOf(id)).times.length > 0);
  store.transaction(() => {
    const layout = store.layoutOf(block.columns.keys());
    const common = { serverId, tier: 0, firstTick: fromTick, layoutId: layout.id };
    store.insertBlock({ ...common, level: 0, ...spanOfTicks(block), data: encodeRaw(block, layout.keys) });
    const minutes = new Rollup({ stepMs: STEP_MS[1], inWholes: true });
    minutes.addRaw(block);
    const quarters = new Rollup({ stepMs: STEP_MS[2] });
    quarters.addRollup(minutes);
    for (const [level, rollup] of [[1, minutes] as const, [2, quarters] as const])
      store.insertBlock({
        ...common,
        level,
        ...spanOfSteps(rollup),
        data: encodeRollup(rollup, layout.keys),
      });
    store.notePacked(serverId, last.tick);
  });
  return { packedTick: last.tick, next: next === undefined ? null : { tick: next.tick, atMs: next.atMs } };
}

/** Merges the blocks of a tier into one of the next, when there are enough of them. */
export function merge(store: HistoryStore, serverId: number, level: 1 | 2, tier: number): void {
  const blocks = store.blocksOfTier(serverId, level, tier);
  const first = blocks[0];
  if (first === undefined || !isFull(level, tier, blocks.length)) return;
  const all = new Rollup({ stepMs: STEP_MS[level] });
  for (const { layoutId, data } of blocks) {
    const keys = store.keysOf(layoutId);
    all.addRollup(decodeRollup(data, STEP_MS[level], keys, new Set([...keys, LATENCIES])));
  }
  store.transaction(() => {
    const layout = store.layoutOf(all.columns.keys());
    store.insertBlock({
      serverId,
      level,
      tier: tier + 1,
      firstTick: first.firstTick,
      layoutId: layout.id,
      ...spanOfSteps(all),
      data: encodeRollup(all, layout.keys),
    });
    for (const { id } of blocks) store.deleteBlock(id);
  });
}

export function isFull(level: Level, tier: number, blocks: number): boolean {
  const limit = MERGE_AT[level][tier];
  return limit !== undefined && blocks >= limit;
}

/** What comes before the minute that is not over. The clock may have been set back: what lies after it stays too. */
function withoutMinute(rows: readonly TailRow[], minute: number): readonly TailRow[] {
  const last = rows.findLastIndex(({ atMs }) => minuteOf(atMs) !== minute);
  return rows.slice(0, last + 1);
}

function spanOfTicks({ times }: RawBlock): { firstMs: number; lastMs: number } {
  return { firstMs: Math.min(...times), lastMs: Math.max(...times) };
}

function spanOfSteps({ starts, stepMs }: RollupData): { firstMs: number; lastMs: number } {
  return { firstMs: Math.min(...starts), lastMs: Math.max(...starts) + stepMs - 1 };
}
