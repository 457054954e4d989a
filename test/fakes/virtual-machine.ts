import type { Clock } from '#engine/ports.ts';

interface Event {
  dueMs: number;
  readonly order: number;
  readonly isOurs: boolean;
  then(): void;
}

/**
 * A machine with one server on it, hours of which pass in milliseconds. Unlike FakeClock it can sleep, tells our timers
 * from what the server does, and lets promises run between two events. Few events wait at a time, so they are a list.
 */
export class VirtualMachine implements Clock {
  readonly #events: Event[] = [];
  #monotonicMs = 0;
  #wallMs = Date.UTC(2026, 0, 1);
  #order = 0;

  now(): number {
    return this.#wallMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  /** A timer of this process. */
  after(ms: number, then: () => void): () => void {
    return this.#add(ms, then, true);
  }

  /** Something that happens in the server's process. */
  later(ms: number, then: () => void): () => void {
    return this.#add(ms, then, false);
  }

  /**
   * Sleeps. The wall clock jumps; where `counts`, the monotonic clock does too (macOS, Windows) and our timers are late,
   * else they go on where they were (Linux). The server's work goes on where it was in either case, so that our timers
   * come before any answer, as in Node's event loop.
   */
  sleep(ms: number, counts: boolean): void {
    this.#wallMs += ms;
    if (!counts) return;
    this.#monotonicMs += ms;
    for (const event of this.#events) if (!event.isOurs) event.dueMs += ms;
  }

  /** Sets the wall clock, as a person or a time server does. */
  setWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** Runs until nothing is to come, or until the event in which `isOver` becomes true. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const event = this.#next();
      if (!event) return;
      const passedMs = Math.max(0, event.dueMs - this.#monotonicMs);
      this.#monotonicMs += passedMs;
      this.#wallMs += passedMs;
      event.then();
      // What hangs on the promise that the event settled runs before this goes on.
      await null;
    }
  }

  #add(ms: number, then: () => void, isOurs: boolean): () => void {
    const event = { dueMs: this.#monotonicMs + Math.max(0, ms), order: this.#order++, isOurs, then };
    this.#events.push(event);
    return () => {
      const index = this.#events.indexOf(event);
      if (index >= 0) this.#events.splice(index, 1);
    };
  }

  #next(): Event | undefined {
    let next: Event | undefined;
    for (const event of this.#events) {
      if (!next || event.dueMs < next.dueMs || (event.dueMs === next.dueMs && event.order < next.order))
        next = event;
    }
    if (next) this.#events.splice(this.#events.indexOf(next), 1);
    return next;
  }
}
