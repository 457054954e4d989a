const FIRST_MS = 1_000;
const CAP_MS = 300_000;
const JITTER = 0.25;

const DAY_MS = 86_400_000;
const FEWEST_TRIES = 20;
/** A command runs here: what it does not do in three tries it won't do in twenty, and each may have done half of it. */
const COMMAND_TRIES = 3;

/** Before the next try: 1 s, 2 s, 4 s … 5 min, a quarter more or less. `tries` have failed. */
export function backoffMs(tries: number, random: () => number): number {
  const base = Math.min(CAP_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));
  return Math.round(base * (1 - JITTER + 2 * JITTER * random()));
}

/**
 * Whether it has been tried enough: for a day, and 20 times, so that a night without a network loses nothing and neither
 * does a machine that was off.
 */
export function isTriedEnough(tries: number, ageMs: number, isCommand: boolean): boolean {
  return isCommand ? tries >= COMMAND_TRIES : tries >= FEWEST_TRIES && ageMs >= DAY_MS;
}
