import { DatabaseSync } from 'node:sqlite';
import { Increases } from '../../../main/engine/telemetry/blocks/measured.ts';
import { encodeRaw, type RawBlock } from '../../../main/engine/telemetry/blocks/raw-block.ts';
import { Rollup, type RollupData } from '../../../main/engine/telemetry/blocks/rollup.ts';
import { encodeRollup } from '../../../main/engine/telemetry/blocks/rollup-block.ts';
import type { Level } from '../../../main/engine/telemetry/history/levels.ts';
import { STEP_MS } from '../../../main/engine/telemetry/history/levels.ts';
import { HistoryStore } from '../../../main/engine/telemetry/history/store.ts';
import { MadeUpServer, SERIES } from './made-up-servers.ts';

const DAY_MS = 86_400_000;
const INTERVAL_MS = 2_000;
const PACK_TICKS = 300;
/** Of different noise, so that no block of quarters, which has two days, holds the same day twice. */
const MADE_DAYS = 3;
const MINUTE_DAYS = 30;
const QUARTER_DAYS = 365;

interface MadeDay {
  readonly blocks: readonly RawBlock[];
  readonly minutes: RollupData;
  readonly quarters: RollupData;
}

/**
 * A year up to `endMs` as the engine would have packed and merged it: samples of its last day, minutes of its last 30.
 * Gives the bytes of the blocks.
 *
 * @param like how many servers have the same figures; each block is packed by itself, so that it makes none smaller
 */
export function writeYear(
  file: string,
  servers: number,
  endMs: number,
  like: number,
): Record<'raw' | 'minutes' | 'quarters', number> {
  const database = new DatabaseSync(file);
  const store = new HistoryStore(database);
  const bytes = { raw: 0, minutes: 0, quarters: 0 };
  const layout = store.layoutOf(SERIES);
  let tick = 1;
  const put = (serverId: number, level: Level, firstMs: number, lastMs: number, data: Buffer): number => {
    const tier = level;
    store.insertBlock({
      serverId,
      level,
      tier,
      firstTick: tick++,
      firstMs,
      lastMs,
      layoutId: layout.id,
      data,
    });
    return data.length;
  };
  for (let group = 0; group * like < servers; group++) {
    const made = makeDays(group);
    const names = Array.from({ length: like }, (_, at) => `server-${group + (at * servers) / like}`);
    const ids = names.map((name) => store.nameServer(name));
    const day = (back: number) => made[back % MADE_DAYS] ?? made[0];
    store.transaction(() => {
      for (const id of ids) {
        tick = 1;
        for (let back = QUARTER_DAYS; back > 0; back -= 2) {
          const pair = [back, back - 1].filter((one) => one > 0);
          const rollup = join(
            2,
            pair.map((one) => [day(one)?.quarters, endMs - one * DAY_MS] as const),
          );
          bytes.quarters += put(
            id,
            2,
            endMs - back * DAY_MS,
            endMs - (back - pair.length) * DAY_MS - 1,
            encodeRollup(rollup, layout.keys),
          );
        }
        tick = 1;
        for (let back = MINUTE_DAYS; back > 0; back--)
          for (let part = 0; part < 6; part++) {
            const fromMs = (part * DAY_MS) / 6;
            const rollup = join(
              1,
              [[day(back)?.minutes, endMs - back * DAY_MS]],
              fromMs,
              fromMs + DAY_MS / 6,
            );
            const firstMs = endMs - back * DAY_MS + fromMs;
            bytes.minutes += put(id, 1, firstMs, firstMs + DAY_MS / 6 - 1, encodeRollup(rollup, layout.keys));
          }
        tick = 1;
        for (const block of day(1)?.blocks ?? []) {
          const times = block.times.map((time) => time + endMs - DAY_MS);
          bytes.raw += put(
            id,
            0,
            times[0] ?? 0,
            times.at(-1) ?? 0,
            encodeRaw({ ...block, times }, layout.keys),
          );
        }
        store.notePacked(id, 1_000_000);
      }
    });
  }
  database.close();
  return bytes;
}

/** Days that begin at 0. */
function makeDays(seed: number): MadeDay[] {
  const server = new MadeUpServer(seed);
  const increases = new Increases();
  return Array.from({ length: MADE_DAYS }, (_, at) => {
    const blocks: RawBlock[] = [];
    const minutes = new Rollup({ stepMs: STEP_MS[1], fromMs: 0, toMs: DAY_MS, inWholes: true });
    for (let first = 0; first < DAY_MS; first += PACK_TICKS * INTERVAL_MS) {
      const block: RawBlock = { times: [], intervals: [], columns: new Map(), latencies: [] };
      for (const key of SERIES) block.columns.set(key, { ticks: [], values: [], coveredMs: [] });
      for (let tick = 0; tick < PACK_TICKS; tick++) {
        const atMs = first + tick * INTERVAL_MS;
        const monotonicMs = at * DAY_MS + atMs;
        const values = server.next(INTERVAL_MS);
        block.times.push(atMs + (tick % 7));
        block.intervals.push(INTERVAL_MS);
        for (const [key, { value, coveredMs }] of increases.take(
          { atMs, monotonicMs, intervalMs: INTERVAL_MS },
          values,
        )) {
          const column = block.columns.get(key);
          column?.ticks.push(tick);
          column?.values.push(value);
          if (coveredMs > 0) column?.coveredMs.push(coveredMs);
        }
        if (values.latencies !== null) block.latencies.push({ tick, pairs: values.latencies });
      }
      blocks.push(block);
      minutes.addRaw(block);
    }
    const quarters = new Rollup({ stepMs: STEP_MS[2] });
    quarters.addRollup(minutes);
    return { blocks, minutes, quarters };
  });
}

function join(
  level: 1 | 2,
  parts: readonly (readonly [RollupData | undefined, number])[],
  fromMs = 0,
  toMs = DAY_MS,
): Rollup {
  const joined = new Rollup({ stepMs: STEP_MS[level] });
  for (const [part, shiftMs] of parts) {
    if (part === undefined) continue;
    const cut = new Rollup({ stepMs: STEP_MS[level], fromMs, toMs });
    cut.addRollup(part);
    joined.addRollup({ ...cut, stepMs: cut.stepMs, starts: cut.starts.map((start) => start + shiftMs) });
  }
  return joined;
}
