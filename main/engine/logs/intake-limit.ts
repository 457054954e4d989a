import type { Clock } from '../ports.ts';

/** Per server. More than a person or a disk can use; the engine stays quick for the other servers. */
const MAX_LINES_PER_WINDOW = 20_000;
const MAX_BYTES_PER_WINDOW = 8 * 1024 * 1024;
const WINDOW_MS = 1000;

/** The limit in words, for the mark in the log. */
export const INTAKE_LIMIT = '20,000 lines or 8 MiB in a second';

/** How much one server may log: 20,000 lines and 8 MiB in any second; what goes beyond is the caller's to count. */
export class IntakeLimit {
  readonly #clock: Clock;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the limit is lifted; 0 or less when it is. */
  waitMs(): number {
    return this.#windowStartMs + WINDOW_MS - this.#clock.monotonic();
  }

  admits(bytes: number): boolean {
    if (this.waitMs() <= 0) {
      this.#windowStartMs = this.#clock.monotonic();
      this.#lines = 0;
      this.#bytes = 0;
    }
    if (this.#lines >= MAX_LINES_PER_WINDOW || this.#bytes >= MAX_BYTES_PER_WINDOW) return false;
    this.#lines++;
    this.#bytes += bytes;
    return true;
  }
}
