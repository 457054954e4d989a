import type { Clock } from '../../ports.ts';
import type { TracedRequest } from '../traffic/traffic-log.ts';

/** As OpenTelemetry's own processor has it, in requests of two spans each. */
const MAX_QUEUED = 2048;
const MAX_BATCH = 256;

export interface SpanQueueOptions {
  readonly clock: Clock;
  /** How long a request waits for others. */
  readonly delayMs: number;
  /** Whether it arrived. Ends, whatever comes of it, and never rejects. */
  readonly send: (batch: readonly TracedRequest[]) => Promise<boolean>;
}

/** Requests on their way to a collector; one batch at a time. Where the collector is too slow, the newest are dropped. */
export class SpanQueue {
  readonly #options: SpanQueueOptions;
  #waiting: TracedRequest[] = [];
  #sending: Promise<void> | null = null;
  #cancel: (() => void) | null = null;
  /** How many did not arrive in all. */
  dropped = 0;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  readonly push = (request: TracedRequest): void => {
    if (this.#waiting.length >= MAX_QUEUED) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push(request);
    if (this.#sending !== null) return;
    if (this.#waiting.length >= MAX_BATCH) void this.flush();
    else this.#flushLater();
  };

  /** Sends what waits, and what comes meanwhile. */
  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
      // What came after the last look.
      if (this.#waiting.length > 0) this.#flushLater();
    });
    return this.#sending;
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting = [];
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      if (!(await this.#options.send(batch))) this.dropped += batch.length;
    }
  }

  #flushLater(): void {
    const { clock, delayMs } = this.#options;
    this.#cancel ??= clock.after(delayMs, () => void this.flush());
  }
}
