import type { Clock } from '../../ports.ts';
import type { McpError } from '../mcp-error.ts';

/** So many failures in a row mean that a connection is lost; one or two may be a server between two breaths. */
const FAILURES_MAX = 3;

/**
 * Counts failures of the network in a row, of whatever request. Those that were under way together fail together and
 * count once.
 */
export class Reach {
  readonly #clock: Clock;
  readonly #onLost: () => void;
  #failures = 0;
  #failedMs = Number.NEGATIVE_INFINITY;
  #isWatched = false;

  constructor(clock: Clock, onLost: () => void) {
    this.#clock = clock;
    this.#onLost = onLost;
  }

  /** From the handshake on: before it, each failure is told by itself. */
  watch(): void {
    this.#isWatched = true;
  }

  noteReached(): void {
    this.#failures = 0;
  }

  /** @param begunMs monotonic: when what failed was begun */
  noteFailed(error: McpError, begunMs: number): void {
    if (!this.#isWatched) return;
    // Credentials don't come back by themselves.
    if (error.code === 'unauthorized') this.lose();
    if (begunMs <= this.#failedMs) return;
    this.#failedMs = this.#clock.monotonic();
    this.#failures += 1;
    if (this.#failures >= FAILURES_MAX) this.lose();
  }

  /** The server has said that the session is gone, or a connection that can't be opened again has ended. */
  lose(): void {
    if (!this.#isWatched) return;
    this.#isWatched = false;
    this.#onLost();
  }
}
