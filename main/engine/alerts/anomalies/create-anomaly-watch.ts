import { AnomalyMark } from '#contract/alert-channel.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import type { History } from '../../telemetry/telemetry.ts';
import type { AnomalyWatch } from './anomaly-watch.ts';
import { type Episode, LONGEST_EPISODE_MS, markOf } from './episode.ts';
import { MEMORY } from './novelty.ts';
import { rankCauses, WITHIN_MS } from './rank-causes.ts';
import { WATCHED_METRICS } from './watched-metrics.ts';
import { STEP_MS, WatchedServer } from './watched-server.ts';

/** The past is read only when what starts with the engine has started. */
const FIRST_LOOK_MS = 60_000;
/** After a step is over its last samples may still be on their way. */
const AFTER_STEP_MS = 5_000;
/** A round over all servers takes so long: a little of each second. */
const ROUND_MS = 60_000;
const MAX_PAUSE_MS = 2_000;
/** Reading a week takes longer than reading a step. */
const PAUSE_AFTER_WEEK_MS = 5_000;
const KEPT_DAYS = 30;
const KEPT_ROWS = 5_000;
/** A symptom of the last hour may come of what began a day before. */
const RECENT_MS = LONGEST_EPISODE_MS + WITHIN_MS + 3_600_000;

export interface AnomalyWatchOptions {
  readonly clock: Clock;
  readonly history: Pick<History, 'series'>;
  /** Names; asked at each round. */
  readonly servers: () => readonly string[];
  readonly shelves: Shelves;
  /** There is a new mark, or one goes on: up to six minutes after an alert that it may be the cause of. */
  readonly onMark?: (mark: AnomalyMark) => void;
  /** The history could not be read, in a sentence; told once until it can be again. */
  readonly onFault: (text: string) => void;
}

/** Made once by the engine. Every five minutes it looks at one server after the other; close() ends its timer. */
export function createAnomalyWatch({
  clock,
  history,
  servers,
  shelves,
  onMark,
  onFault,
}: AnomalyWatchOptions): AnomalyWatch {
  const shelf = shelves({ name: 'anomaly', schema: AnomalyMark, rows: KEPT_ROWS, days: KEPT_DAYS });
  const watched = new Map<string, WatchedServer>();
  /** Those that a symptom of now may come of: when fifty servers fail at once, each alert asks for them. */
  const recent = new Map<string, AnomalyMark>();
  for (const mark of shelf.newest({ fromMs: clock.now() - RECENT_MS })) recent.set(keyOf(mark), mark);
  let cancelTimer = (): void => {};
  let closed = false;
  let faulty = false;

  function after(ms: number, then: () => void): void {
    if (!closed) cancelTimer = clock.after(ms, then);
  }

  function round(): void {
    const names = servers();
    for (const name of watched.keys()) if (!names.includes(name)) watched.delete(name);
    const pauseMs = Math.min(MAX_PAUSE_MS, ROUND_MS / Math.max(1, names.length));
    const next = (at: number): void => {
      const name = names[at];
      if (name === undefined) {
        after(untilNextStep(), round);
        return;
      }
      look(name).then(
        (wasLong) => {
          faulty = false;
          after(wasLong ? PAUSE_AFTER_WEEK_MS : pauseMs, () => next(at + 1));
        },
        (error: unknown) => {
          if (!faulty && !closed) onFault(`Series can't be looked at for anomalies: ${String(error)}`);
          faulty = true;
          after(pauseMs, () => next(at + 1));
        },
      );
    };
    next(0);
  }

  function untilNextStep(): number {
    return STEP_MS - (clock.now() % STEP_MS) + AFTER_STEP_MS;
  }

  /** True when it took in more than a few steps. */
  async function look(name: string): Promise<boolean> {
    const toMs = Math.floor(clock.now() / STEP_MS) * STEP_MS;
    const known = watched.get(name);
    // The wall clock was set back: what was read lies in the future.
    const state = known?.readToMs != null && known.readToMs <= toMs ? known : new WatchedServer(name);
    watched.set(name, state);
    if (state.readToMs === toMs) return false;
    // Two steps at least, for the finest steps that fit are to be these.
    const fromMs = Math.min(toMs - 2 * STEP_MS, Math.max(state.readToMs ?? 0, toMs - MEMORY * STEP_MS));
    const steps = (toMs - fromMs) / STEP_MS;
    const page = await history.series({
      server: name,
      metrics: [...WATCHED_METRICS],
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      points: steps,
    });
    if (!closed) await state.take(page, toMs, keep);
    return steps > 12;
  }

  function keep(episode: Episode): void {
    const mark = markOf(episode);
    shelf.put(keyOf(mark), episode.fromMs, mark);
    recent.set(keyOf(mark), mark);
    const oldestMs = clock.now() - RECENT_MS;
    for (const [key, { from }] of recent) if (Date.parse(from) < oldestMs) recent.delete(key);
    onMark?.(mark);
  }

  function marks(span: Parameters<AnomalyWatch['marks']>[0]): AnomalyMark[] {
    return shelf
      .newest({ fromMs: span.fromMs - LONGEST_EPISODE_MS, toMs: span.toMs })
      .filter(({ server, to }) => Date.parse(to) >= span.fromMs && server === (span.server ?? server))
      .reverse();
  }

  /** Of all servers; of what began long ago from disk. */
  function marksAround(atMs: number): readonly AnomalyMark[] {
    const isRecent = atMs - WITHIN_MS - LONGEST_EPISODE_MS >= clock.now() - RECENT_MS;
    return isRecent ? [...recent.values()] : marks({ fromMs: atMs - WITHIN_MS, toMs: atMs + WITHIN_MS });
  }

  after(FIRST_LOOK_MS, round);
  return {
    marks,
    near: (symptom) => rankCauses(symptom, marksAround(symptom.atMs)),
    close() {
      closed = true;
      cancelTimer();
    },
  };
}

function keyOf({ server, metric, from }: AnomalyMark): string {
  return `${server} ${metric} ${from}`;
}
