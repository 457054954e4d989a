import type { LogLine } from '#contract/log-line.ts';

/** The newest lines of one server in memory, bounded by number and by length. */
export class LogRing {
  readonly #maxLines: number;
  readonly #maxCharacters: number;
  #lines: LogLine[] = [];
  #first = 0;
  #characters = 0;

  constructor(maxLines: number, maxCharacters: number) {
    this.#maxLines = maxLines;
    this.#maxCharacters = maxCharacters;
  }

  push(line: LogLine): void {
    this.#lines.push(line);
    this.#characters += line.text.length;
    while (this.#lines.length - this.#first > this.#maxLines || this.#characters > this.#maxCharacters) {
      this.#characters -= this.#lines[this.#first]?.text.length ?? 0;
      this.#first++;
    }
    // Dropping one by one from the front would move all the others each time.
    if (this.#first > this.#maxLines) {
      this.#lines = this.#lines.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Oldest first. */
  lines(): readonly LogLine[] {
    return this.#first === 0 ? this.#lines : this.#lines.slice(this.#first);
  }
}
