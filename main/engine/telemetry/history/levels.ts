const MINUTE_MS = 60_000;

/** Raw samples, minutes, quarters of an hour; the numbers stand in the database. */
export type Level = 0 | 1 | 2;

/** How long a step of a level is. Raw samples have none. */
export const STEP_MS = { 1: MINUTE_MS, 2: 15 * MINUTE_MS } as const satisfies Record<1 | 2, number>;

/**
 * A pack makes one block of tier 0 of each level. So many blocks of a tier are merged into one of the next: minutes to 4
 * hours, quarters to 4 hours and then to 2 days.
 */
export const MERGE_AT = { 0: [], 1: [24], 2: [24, 12] } as const satisfies Record<Level, readonly number[]>;

/** Between two packs of a server. */
const PACKED_MINUTES = 10;

export function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

/**
 * A server is packed when this changes: every ten minutes, and not all servers in the same one. Whole minutes, so that
 * each is in one block as a rule.
 */
export function packSlot(atMs: number, serverId: number): number {
  return Math.floor((minuteOf(atMs) + (serverId % PACKED_MINUTES)) / PACKED_MINUTES);
}
