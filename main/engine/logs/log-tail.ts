import type { LogLine } from '#contract/log-line.ts';
import type { Clock } from '../ports.ts';

const BATCH_MS = 50;

type Listener = (lines: readonly LogLine[]) => void;

/** Hands new lines to whoever follows, in batches. */
export class LogTail {
  readonly #clock: Clock;
  readonly #onBatch: () => void;
  readonly #listeners = new Set<Listener>();
  #lines: LogLine[] = [];
  #cancel: (() => void) | null = null;

  /** `onBatch` is called at the end of each batch, also when nobody follows. */
  constructor(clock: Clock, onBatch: () => void) {
    this.#clock = clock;
    this.#onBatch = onBatch;
  }

  push(line: LogLine): void {
    if (this.#listeners.size > 0) this.#lines.push(line);
    this.#cancel ??= this.#clock.after(BATCH_MS, () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const lines = this.#lines;
    this.#lines = [];
    this.#onBatch();
    if (lines.length === 0) return;
    for (const listener of [...this.#listeners]) listener(lines);
  }

  /** Only lines from now on are told. */
  subscribe(listener: Listener): () => void {
    // What came before is for those who follow already.
    if (this.#lines.length > 0) this.flush();
    const own: Listener = (lines) => listener(lines);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }
}
