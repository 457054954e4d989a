/** The window is kept in so many parts: what it forgets, it forgets by a sixtieth of its length. */
const PARTS = 60;

/**
 * By how much a figure rose within a window: from the lowest of it to now. Bounded whatever the window and however often
 * it is looked at, for only the lowest of each part is kept.
 */
export class Rise {
  readonly #partMs: number;
  /** The oldest first. */
  readonly #parts: { readonly part: number; lowest: number }[] = [];

  constructor(windowMs: number) {
    this.#partMs = Math.max(1, windowMs / PARTS);
  }

  /** @param atMs by the clock that never jumps; never earlier than the last */
  add(atMs: number, figure: number): number {
    const part = Math.floor(atMs / this.#partMs);
    const parts = this.#parts;
    for (let first = parts[0]; first && part - first.part > PARTS; first = parts[0]) parts.shift();
    const last = parts.at(-1);
    if (last?.part === part) last.lowest = Math.min(last.lowest, figure);
    else parts.push({ part, lowest: figure });
    let lowest = figure;
    for (const kept of parts) lowest = Math.min(lowest, kept.lowest);
    return figure - lowest;
  }

  /** Of what was before a sleep nothing can be said. */
  forget(): void {
    this.#parts.length = 0;
  }
}
