import type { RequestRecord } from '#contract/traffic.ts';
import type { Clock } from '../../ports.ts';
import type { Trace } from './trace.ts';

const BATCH_MS = 250;
const BATCH_MAX = 200;

type Listener = (records: readonly RequestRecord[]) => void;

/** Hands requests that are over to whoever watches, in batches. */
export class RequestTail {
  readonly #clock: Clock;
  readonly #listeners = new Set<Listener>();
  #traces: Trace[] = [];
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(trace: Trace): void {
    if (this.#listeners.size === 0) return;
    this.#traces.push(trace);
    // Cut now and then, not with each: under a flood that is 10,000 times a second.
    if (this.#traces.length >= 2 * BATCH_MAX) this.#traces = this.#traces.slice(-BATCH_MAX);
    this.#cancel ??= this.#clock.after(BATCH_MS, () => this.#flush());
  }

  /** Only requests from now on are told. */
  subscribe(listener: Listener): () => void {
    // What came before is for those who watch already.
    this.#flush();
    const own: Listener = (records) => listener(records);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#flush();
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const traces = this.#traces.slice(-BATCH_MAX);
    this.#traces = [];
    if (traces.length === 0 || this.#listeners.size === 0) return;
    const records = traces.map((trace) => trace.record());
    for (const listener of [...this.#listeners]) listener(records);
  }
}
