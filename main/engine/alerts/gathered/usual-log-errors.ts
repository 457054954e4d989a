import { z } from 'zod';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';

const STEP_MS = 5 * 60_000;
const STEPS = 288;
/** An hour makes a habit. */
const MIN_STEPS = 12;
const SAVE_MS = 30 * 60_000;

/** Error lines in each five minutes of the last day; null where nobody counted. Steps are numbered since 1970. */
const Kept = z.object({ last: z.number().int(), counts: z.array(z.number().nullable()) });

interface Habit {
  /** The step that is being counted. */
  step: number;
  /** The count at its beginning. */
  base: number;
  /** Of the steps before, oldest first; null where nobody counted. */
  counts: (number | null)[];
  /** Null before an hour is known. */
  mean: number | null;
}

/** How many errors each server usually logs. It is kept, so that a restart of the engine forgets nothing. */
export interface UsualLogErrors {
  /** To be called at each look, with the error lines since the engine started. */
  note(server: string, errors: number): void;
  /** The mean of five minutes over the last day; null before an hour is known. */
  perFiveMinutes(server: string): number | null;
  forgetOthers(servers: ReadonlySet<string>): void;
  close(): void;
}

export function createUsualLogErrors({ clock, shelves }: { clock: Clock; shelves: Shelves }): UsualLogErrors {
  const shelf = shelves({ name: 'log-errors', schema: Kept, rows: 1_000, days: 2 });
  const habits = new Map<string, Habit>();
  let savedMs = clock.monotonic();

  function habitOf(server: string, step: number, errors: number): Habit {
    const known = habits.get(server);
    if (known !== undefined) return known;
    const kept = shelf.get(server);
    const counts = kept === null ? [] : [...kept.counts];
    const fresh: Habit = { step: kept === null ? step : kept.last + 1, base: errors, counts, mean: null };
    // What was not counted meanwhile is not known.
    while (fresh.step < step && fresh.step > step - STEPS) {
      counts.push(null);
      fresh.step += 1;
    }
    if (fresh.step !== step) Object.assign(fresh, { step, counts: [] });
    fresh.mean = meanOf(fresh.counts);
    habits.set(server, fresh);
    return fresh;
  }

  function save(): void {
    savedMs = clock.monotonic();
    for (const [server, { step, counts }] of habits)
      shelf.put(server, clock.now(), { last: step - 1, counts: counts.slice(-STEPS) });
  }

  return {
    note(server, errors) {
      const step = Math.floor(clock.now() / STEP_MS);
      const habit = habitOf(server, step, errors);
      if (step === habit.step) return;
      // One that is cut short by a clock that was set counts as if it had been whole; one that is long past, once.
      habit.counts.push(errors - habit.base);
      for (let at = habit.step + 1; at < step && at < habit.step + STEPS; at++) habit.counts.push(null);
      habit.counts = habit.counts.slice(-STEPS);
      habit.step = step;
      habit.base = errors;
      habit.mean = meanOf(habit.counts);
      if (clock.monotonic() - savedMs >= SAVE_MS) save();
    },
    perFiveMinutes: (server) => habits.get(server)?.mean ?? null,
    forgetOthers(servers) {
      for (const server of habits.keys()) if (!servers.has(server)) habits.delete(server);
    },
    close: save,
  };
}

/** Without the last, which may be part of what is unusual. */
function meanOf(counts: readonly (number | null)[]): number | null {
  const known = counts.slice(0, -1).filter((count) => count !== null);
  return known.length < MIN_STEPS ? null : known.reduce((all, count) => all + count, 0) / known.length;
}
