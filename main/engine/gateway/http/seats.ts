/** Something that may give its place up for a client that is there. */
export interface Seat {
  readonly lastUsedMs: number;
  readonly isAway: boolean;
  close(): void;
}

/** A client that was heard of within this time keeps its place. */
const KEEPS_MS = 30_000;

/** The places for clients, over all transports. */
export class Seats {
  readonly #taken = new Set<Seat>();
  readonly #maxClients: () => number;
  readonly #nowMs: () => number;

  constructor(maxClients: () => number, nowMs: () => number) {
    this.#maxClients = maxClients;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#taken.size;
  }

  /** Gives `seat` a place, where one is free or its owner has been away the longest; false without one. */
  take(seat: Seat): boolean {
    if (this.#taken.size >= this.#maxClients()) this.#longestAway()?.close();
    if (this.#taken.size >= this.#maxClients()) return false;
    this.#taken.add(seat);
    return true;
  }

  /** Called from a seat's `close` too. */
  leave(seat: Seat): void {
    this.#taken.delete(seat);
  }

  #longestAway(): Seat | null {
    const before = this.#nowMs() - KEEPS_MS;
    let found: Seat | null = null;
    for (const seat of this.#taken) {
      if (!seat.isAway || seat.lastUsedMs > before) continue;
      if (found === null || seat.lastUsedMs < found.lastUsedMs) found = seat;
    }
    return found;
  }
}
