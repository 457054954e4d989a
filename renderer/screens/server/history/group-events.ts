import type { LifecycleEvent } from '#contract/history.ts';
import type { ServerState } from '#contract/server-state.ts';

/** Several downs in a row, told as one. */
export interface DownLoop {
  readonly kind: 'loop';
  /** The oldest event's id: stays the same while the loop goes on. */
  readonly id: number;
  readonly downs: number;
  /** The oldest and the newest down. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly from: ServerState;
  readonly to: ServerState;
  /** The reason that most of them gave, and how many did; where each gave another, the newest. */
  readonly reason: string;
  readonly sameReason: number;
  /** Newest first. */
  readonly events: readonly LifecycleEvent[];
}

export type HistoryRow = { readonly kind: 'event'; readonly event: LifecycleEvent } | DownLoop;

/** Fewer than this are shown one by one. */
const LEAST_DOWNS = 3;
/** A server that was ready for longer than the engine's own crash-loop window begins anew. */
const CALM_MS = 10 * 60_000;

const DOWN: ReadonlySet<ServerState> = new Set(['backing-off', 'crash-looping']);
/** States that nobody's wish leads to between a down and the next. */
const BETWEEN: ReadonlySet<ServerState> = new Set(['waiting', 'starting', 'ready', ...DOWN]);
const WISHES: ReadonlySet<string> = new Set(['start', 'restart', 'stop', 'mended']);

/** The history as rows, newest first: what a crash loop repeats becomes one row. Takes and gives newest first. */
export function groupEvents(events: readonly LifecycleEvent[]): HistoryRow[] {
  const rows: HistoryRow[] = [];
  let chain: LifecycleEvent[] = [];
  let readyMs: number | null = null;
  const finish = (): void => {
    const downs = chain.filter(isDown);
    if (downs.length >= LEAST_DOWNS) rows.push(loopOf(chain, downs));
    else rows.push(...chain.map((event) => ({ kind: 'event', event }) as const));
    chain = [];
  };
  for (const event of events.toReversed()) {
    const calm = isDown(event) && readyMs !== null && Date.parse(event.at) - readyMs > CALM_MS;
    const goesOn = chain.length > 0 && BETWEEN.has(event.to) && !WISHES.has(event.code) && !calm;
    if (!goesOn) finish();
    if (goesOn || isDown(event)) chain.push(event);
    else rows.push({ kind: 'event', event });
    if (event.to === 'ready') readyMs = Date.parse(event.at);
  }
  finish();
  return rows.toReversed();
}

function isDown({ from, to }: LifecycleEvent): boolean {
  return DOWN.has(to) && !DOWN.has(from);
}

/** Both oldest first, with at least one down. */
function loopOf(chain: readonly LifecycleEvent[], downs: readonly LifecycleEvent[]): DownLoop {
  const [first, last] = [chain[0], chain.at(-1)];
  const [firstDown, lastDown] = [downs[0], downs.at(-1)];
  if (!(first && last && firstDown && lastDown)) throw new Error('A loop has at least one event.');
  const counts = new Map<string, number>();
  for (const { reason } of downs) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [reason, sameReason] = [...counts].reduce((most, one) => (one[1] >= most[1] ? one : most));
  return {
    kind: 'loop',
    id: first.id,
    downs: downs.length,
    firstAt: firstDown.at,
    lastAt: lastDown.at,
    from: first.from,
    to: last.to,
    reason,
    sameReason,
    events: chain.toReversed(),
  };
}
