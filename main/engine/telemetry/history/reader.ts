import { setImmediate } from 'node:timers/promises';
import type { SeriesPage } from '#contract/metric.ts';
import { decodeRaw, LATENCIES, type RawBlock } from '../blocks/raw-block.ts';
import { Rollup } from '../blocks/rollup.ts';
import { decodeRollup } from '../blocks/rollup-block.ts';
import { kindOf } from '../blocks/series-kind.ts';
import { collect } from '../blocks/tail-row.ts';
import { type Level, STEP_MS } from './levels.ts';
import { shareOf } from './series-page.ts';
import type { HistoryStore, StoredBlock } from './store.ts';

/** A reader gives way after this long. */
const SLICE_MS = 8;
/** No figure that comes more rarely makes the steps of a page longer. */
const MAX_CADENCE_TICKS = 5;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Each divides a day, and of any two above a minute that are used together one divides the other or a quarter does. */
const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 3, 5, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];
const DAY = 24 * HOUR;

export interface ReadSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a reader wants of one server. */
export interface Wanted extends ReadSpan {
  readonly server: string;
  readonly metrics: readonly string[];
}

export const RESOLUTION = { 0: 'raw', 1: 'minute', 2: 'quarter-hour' } as const satisfies Record<
  Level,
  SeriesPage['resolution']
>;

/** The shortest step with which the span has at most so many. */
export function stepFor({ fromMs, toMs }: ReadSpan, points: number, leastMs: number): number {
  const fits = (stepMs: number) => Math.ceil(toMs / stepMs) - Math.floor(fromMs / stepMs) <= points;
  const found = STEPS_MS.find((stepMs) => stepMs >= leastMs && fits(stepMs));
  if (found !== undefined) return found;
  let days = 1;
  while (!fits(days * DAY)) days += 1;
  return days * DAY;
}

/**
 * In which steps and from which level a page is read. Minutes and quarters tell of longer steps all that raw samples
 * would, and a span that is no longer kept in samples has at least minutes.
 */
export function plan(
  store: HistoryStore,
  { server, fromMs, toMs }: Wanted,
  points: number,
): { readonly level: Level; readonly stepMs: number } {
  const id = store.serverId(server);
  const reaches = (level: Level): boolean => {
    if (id === null) return true;
    const oldest = store.oldest(level, id) ?? (level === 0 ? store.oldestTickMs() : null);
    // Nothing older is kept more coarsely: then it is all there is.
    const older = ([1, 2] as const).some((coarser) => {
      const begins = coarser > level ? store.oldest(coarser, id) : null;
      return begins !== null && begins < (oldest ?? Number.POSITIVE_INFINITY) - STEP_MS[coarser];
    });
    return !older || (oldest !== null && oldest <= fromMs);
  };
  for (const level of [0, 1, 2] as const) {
    const stepMs = stepFor({ fromMs, toMs }, points, level === 0 ? 0 : STEP_MS[level]);
    const coarser = level === 2 ? null : STEP_MS[level === 0 ? 1 : 2];
    if (coarser !== null && stepMs % coarser === 0) continue;
    if (level === 2 || reaches(level)) return { level, stepMs };
  }
  return { level: 2, stepMs: stepFor({ fromMs, toMs }, points, STEP_MS[2]) };
}

/**
 * Gathers what is kept of a span in steps. All is read from the database at once, so that it belongs together; what
 * takes longer, unpacking, is done in slices.
 */
export async function read(
  store: HistoryStore,
  { server, metrics, fromMs, toMs }: Wanted,
  { level, stepMs }: { readonly level: Level; readonly stepMs: number },
): Promise<Rollup> {
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const rollup = new Rollup({ stepMs, fromMs: firstMs, toMs });
  const serverId = store.serverId(server);
  if (serverId === null) return rollup;
  const wanted = new Set(metrics.map((metric) => (shareOf(metric) === null ? metric : LATENCIES)));
  const blocks = store.blocks(serverId, level, firstMs, toMs);
  const keys = new Map(blocks.map(({ layoutId }) => [layoutId, store.keysOf(layoutId)]));
  const tail = collect(store.tail(store.packedTick(serverId) + 1), serverId, (id) => store.keysOf(id));
  let sliceEndsMs = performance.now() + SLICE_MS;
  for (const block of blocks) {
    addBlock(rollup, block, keys.get(block.layoutId) ?? [], wanted);
    if (performance.now() < sliceEndsMs) continue;
    await setImmediate();
    sliceEndsMs = performance.now() + SLICE_MS;
  }
  rollup.addRaw(only(tail, wanted));
  return rollup;
}

function addBlock(
  rollup: Rollup,
  { level, data }: StoredBlock,
  keys: readonly string[],
  wanted: ReadonlySet<string>,
): void {
  if (level === 0) rollup.addRaw(decodeRaw(data, keys, wanted));
  else rollup.addRollup(decodeRollup(data, STEP_MS[level], keys, wanted));
}

function only(block: RawBlock, wanted: ReadonlySet<string>): RawBlock {
  return {
    ...block,
    columns: new Map([...block.columns].filter(([key]) => wanted.has(key))),
    latencies: wanted.has(LATENCIES) ? block.latencies : [],
  };
}

/**
 * The same in steps that hold at least one sample each, where samples came more rarely than the steps that would fit:
 * else a line would be dots.
 */
export function withFilledSteps(rollup: Rollup, metrics: readonly string[]): Rollup {
  const intervalMs = rollup.intervals.reduce((most, ms) => Math.max(most, ms), 0);
  let cadenceMs = intervalMs;
  for (const metric of metrics) {
    const sums = rollup.columns.get(metric);
    if (sums === undefined || kindOf(metric).isCounter) continue;
    const each = usualDistance(rollup.starts.filter((_, step) => (sums.count[step] ?? 0) > 0));
    cadenceMs = Math.max(cadenceMs, Math.min(each, MAX_CADENCE_TICKS * intervalMs));
  }
  // A tick may be early by a little.
  const stepMs = STEPS_MS.find((ms) => ms >= 0.9 * cadenceMs && ms % rollup.stepMs === 0);
  if (stepMs === undefined || stepMs <= rollup.stepMs) return rollup;
  const coarser = new Rollup({ stepMs });
  coarser.addRollup(rollup);
  return coarser;
}

/** The median; 0 of less than two. */
function usualDistance(starts: readonly number[]): number {
  const sorted = starts.toSorted((a, b) => a - b);
  const distances = sorted.slice(1).map((start, at) => start - (sorted[at] ?? 0));
  return distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0;
}
