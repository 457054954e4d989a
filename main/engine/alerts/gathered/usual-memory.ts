import type { Clock } from '../../ports.ts';
import type { History } from '../../telemetry/telemetry.ts';
import { usualOf } from './usual-of.ts';

const STEP_MS = 10 * 60_000;
/** Who does not use their browser one day does the next. */
const HABIT_MS = 3 * 24 * 3_600_000;
/** Twelve hours make a habit: within fewer, what is used now and then may not have been used at all. */
const MIN_STEPS = 72;
/** Each server is looked at so often, spread over the time. */
const LOOK_MS = 30 * 60_000;
const MAX_PAUSE_MS = 60_000;
const MIN_PAUSE_MS = 1_000;

/** How much memory each server usually uses. */
export interface UsualMemory {
  /** What 95 % of its last three days stay within, as of the last half hour; null while less than 12 h are known. */
  bytes(server: string): number | null;
  close(): void;
}

export function watchUsualMemory(options: {
  readonly clock: Clock;
  readonly history: Pick<History, 'steps'>;
  readonly servers: () => readonly string[];
  /** The history could not be read; told once until it can be again. */
  readonly onFault: (text: string) => void;
}): UsualMemory {
  const { clock, history, servers, onFault } = options;
  const known = new Map<string, { lookedMs: number; bytes: number | null }>();
  let isFaulty = false;
  let closed = false;
  let cancel = (): void => {};

  function plan(): void {
    const pauseMs = LOOK_MS / Math.max(1, servers().length);
    cancel = clock.after(Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, pauseMs)), () => void lookAtOldest());
  }

  async function lookAtOldest(): Promise<void> {
    const names = servers();
    for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
    let oldest: { readonly name: string; readonly lookedMs: number } | null = null;
    for (const name of names) {
      const lookedMs = known.get(name)?.lookedMs ?? Number.NEGATIVE_INFINITY;
      if (oldest === null || lookedMs < oldest.lookedMs) oldest = { name, lookedMs };
    }
    // A little early is due too: else each would wait for a whole pause more.
    if (oldest !== null && clock.monotonic() - oldest.lookedMs >= LOOK_MS - MAX_PAUSE_MS)
      await look(oldest.name);
    if (!closed) plan();
  }

  async function look(name: string): Promise<void> {
    const before = known.get(name)?.bytes ?? null;
    known.set(name, { lookedMs: clock.monotonic(), bytes: before });
    const toMs = Math.floor(clock.now() / STEP_MS) * STEP_MS;
    try {
      const steps = await history.steps(name, 'memory_bytes', {
        fromMs: toMs - HABIT_MS,
        toMs,
        stepMs: STEP_MS,
      });
      const means = steps.map(({ sum, count }) => sum / count);
      known.set(name, {
        lookedMs: clock.monotonic(),
        bytes: means.length < MIN_STEPS ? null : usualOf(means),
      });
      isFaulty = false;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!isFaulty && !closed) onFault(`What memory is usual can't be read: ${why}`);
      isFaulty = true;
    }
  }

  plan();
  return {
    bytes: (server) => known.get(server)?.bytes ?? null,
    close() {
      closed = true;
      cancel();
    },
  };
}
