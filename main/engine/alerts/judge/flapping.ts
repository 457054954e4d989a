/** It comes and goes: so many changes (fired or resolved) within so many checks, as monitors of servers count it. */
const CHANGES = 6;
const CHECKS = 20;
/** It has come to rest when nothing changed for so many checks. */
const QUIET_CHECKS = 10;
/** Servers are looked at every few seconds; what comes and goes is judged as if it were once a minute. */
const CHECK_MS = 60_000;
const MAX_WINDOW_MS = 2 * 3_600_000;

/** When one rule of one server fired and was resolved of late. Times by the clock that never jumps. */
export class Turns {
  #times: number[] = [];

  note(atMs: number): void {
    this.#times = [...this.#times.slice(1 - CHANGES), atMs];
  }

  /** @param forMs of the rule: what must hold for long can't change often */
  areTooMany(atMs: number, forMs: number): boolean {
    return this.#times.length === CHANGES && atMs - this.firstMs(atMs) <= checksMs(CHECKS, forMs);
  }

  /** Of those that count; `atMs` where there is none. */
  firstMs(atMs: number): number {
    return this.#times[0] ?? atMs;
  }

  clear(): void {
    this.#times = [];
  }
}

/** How often it fired among the changes that made it flapping. */
export const TIMES_AT_FIRST = CHANGES / 2;

/** For how long it must stay as it is before it is flapping no more. */
export function restMs(forMs: number): number {
  return checksMs(QUIET_CHECKS, forMs);
}

function checksMs(checks: number, forMs: number): number {
  return Math.min(MAX_WINDOW_MS * (checks / CHECKS), checks * Math.max(CHECK_MS, forMs));
}
