import { DAY_S } from '../traces/day-time.ts';
import type { Traffic } from '../traces/traffic.ts';

const HOURS = 24;
const STEPS_AN_HOUR = 12;

/** How many error lines a server writes in five minutes, by its mean of the last 24 hours. */
export class LogHabit {
  /** By hour of the day of the trace; NaN before an hour is known. */
  readonly meanIn5m = new Float64Array(DAY_S / 3600);
  /** Of each of the last 24 hours. */
  readonly #hours: number[] = [];

  makeDay({ lines }: Traffic): void {
    for (let hour = 0; hour < this.meanIn5m.length; hour++) {
      const known = this.#hours.length * STEPS_AN_HOUR;
      const sum = this.#hours.reduce((all, one) => all + one, 0);
      this.meanIn5m[hour] = known === 0 ? Number.NaN : sum / known;
      this.#hours.push((lines[(hour + 1) * 3600] ?? 0) - (lines[hour * 3600] ?? 0));
      if (this.#hours.length > HOURS) this.#hours.shift();
    }
  }
}
