import type { Clock } from '#engine/ports.ts';

interface Timer {
  readonly dueMs: number;
  then(): void;
}

/** A clock that a test moves by hand. Nothing happens by itself. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #monotonicMs = 0;
  #wallMs: number;

  constructor(startsAt = Date.UTC(2026, 0, 1)) {
    this.#wallMs = startsAt;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  after(ms: number, then: () => void): () => void {
    const timer: Timer = { dueMs: this.#monotonicMs + Math.max(0, ms), then };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that wait: 0 at the end of a test means that every one was cancelled or fired. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /**
   * Moves both clocks and fires what falls due, in order of time, timers set meanwhile included. What hangs on a
   * promise runs only after the call: to see it, await something between two calls.
   */
  advance(ms: number): void {
    const end = this.#monotonicMs + ms;
    for (let timer = this.#nextDue(end); timer; timer = this.#nextDue(end)) {
      this.#timers.delete(timer);
      this.#moveTo(timer.dueMs);
      timer.then();
    }
    this.#moveTo(end);
  }

  /** Moves the wall clock alone, as somebody who sets the time does. */
  jump(ms: number): void {
    this.#wallMs += ms;
  }

  #nextDue(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= end && (!next || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}
