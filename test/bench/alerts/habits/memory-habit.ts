import { usualOf } from '#engine/alerts/gathered/usual-of.ts';
import type { Step } from '#engine/telemetry/history/history.ts';
import { judgeTrend, STEP_MS } from '#engine/telemetry/trends/judge-trend.ts';
import { LEAK_BUCKET_MS, LEAK_SPAN_MS, leakPerHour } from '#engine/telemetry/trends/leak.ts';
import { mergeSteps } from '#engine/telemetry/trends/movement.ts';
import type { Character } from '../traces/characters.ts';
import { DAY_S } from '../traces/day-time.ts';
import type { Gauges } from '../traces/gauges.ts';
import type { Machine } from '../traces/machine.ts';

const STEP_S = STEP_MS / 1000;
const SAMPLES_A_STEP = 4;
/** As the engine has it: how often trends are looked at, and how often what is usual. */
const TREND_EACH_S = 300;
const USUAL_EACH_S = 1800;
const MIN_KNOWN_S = 12 * 3600;
const USUAL_STEPS = 5;
const HABIT_S = 3 * DAY_S;
const FURTHEST_S = 30 * 86_400;

/** What the engine makes of a server's memory over hours, by the engine's own rules for trends and leaks. */
export class MemoryHabit {
  readonly leaks = new Uint8Array(DAY_S / TREND_EACH_S);
  /** NaN where its memory leads to no limit. */
  readonly secondsToLimit = new Float32Array(DAY_S / TREND_EACH_S);
  /** Of the last three days; NaN while less than twelve are known. */
  readonly usualBytes = new Float64Array(DAY_S / USUAL_EACH_S);
  readonly #character: Character;
  readonly #gauges: Gauges;
  readonly #machine: Machine;
  #steps: Step[] = [];

  constructor(character: Character, gauges: Gauges, machine: Machine) {
    this.#character = character;
    this.#gauges = gauges;
    this.#machine = machine;
  }

  makeDay(day: number): void {
    const dayFromS = day * DAY_S;
    this.#steps = this.#steps.filter(({ atMs }) => atMs >= (dayFromS - HABIT_S) * 1000);
    for (let at = 0; at < DAY_S; at += STEP_S) {
      const nowS = dayFromS + at;
      if (at % TREND_EACH_S < STEP_S) this.#judge(Math.floor(at / TREND_EACH_S), nowS);
      if (at % USUAL_EACH_S === 0) this.usualBytes[at / USUAL_EACH_S] = this.#usual(nowS);
      const step = this.#step(nowS);
      if (step !== null) this.#steps.push(step);
    }
  }

  #step(fromS: number): Step | null {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let count = 0;
    for (let one = 0; one < SAMPLES_A_STEP; one++) {
      const atS = fromS + (one * STEP_S) / SAMPLES_A_STEP;
      const bytes = this.#machine.isAsleep(atS) ? null : this.#gauges.memoryBytes(atS);
      if (bytes === null) continue;
      min = Math.min(min, bytes);
      max = Math.max(max, bytes);
      sum += bytes;
      count += 1;
    }
    return count === 0 ? null : { atMs: fromS * 1000, min, max, sum, count };
  }

  #judge(at: number, nowS: number): void {
    const startedS = this.#machine.isAsleep(nowS) ? null : this.#gauges.startedAt(nowS);
    this.leaks[at] = 0;
    this.secondsToLimit[at] = Number.NaN;
    if (startedS === null) return;
    const endMs = nowS * 1000;
    const fromMs = Math.max(Math.ceil((startedS * 1000) / STEP_MS) * STEP_MS, endMs - LEAK_SPAN_MS - STEP_MS);
    const steps = this.#since(fromMs);
    const { name: server, memoryLimit } = this.#character;
    if (memoryLimit === null) {
      this.leaks[at] = leakPerHour(wholeBuckets(steps, endMs)) === null ? 0 : 1;
      return;
    }
    this.secondsToLimit[at] = FURTHEST_S;
    const trend = judgeTrend({ server, metric: 'memory_bytes', limit: memoryLimit * 2 ** 20 }, steps, endMs);
    if (trend?.is_leak === true) this.leaks[at] = 1;
    if (trend?.reaches_limit_at != null) {
      this.secondsToLimit[at] = (Date.parse(trend.reaches_limit_at) - endMs) / 1000;
    }
  }

  #since(fromMs: number): Step[] {
    let first = this.#steps.length;
    while ((this.#steps[first - 1]?.atMs ?? -Infinity) >= fromMs) first -= 1;
    return this.#steps.slice(first);
  }

  #usual(nowS: number): number {
    const steps = this.#since((nowS - HABIT_S) * 1000);
    if (steps.length * STEP_S < MIN_KNOWN_S) return Number.NaN;
    const means = mergeSteps(steps, STEP_MS * USUAL_STEPS).map(({ sum, count }) => sum / count);
    return usualOf(means) ?? Number.NaN;
  }
}

/** As trends have it: over, and of which at least half was seen. */
function wholeBuckets(steps: readonly Step[], endMs: number): Step[] {
  const seen = new Map<number, number>();
  for (const { atMs } of steps) {
    const bucket = Math.floor(atMs / LEAK_BUCKET_MS);
    seen.set(bucket, (seen.get(bucket) ?? 0) + 1);
  }
  return mergeSteps(steps, LEAK_BUCKET_MS).filter(
    ({ atMs }) =>
      atMs + LEAK_BUCKET_MS <= endMs &&
      (seen.get(atMs / LEAK_BUCKET_MS) ?? 0) * 2 * STEP_MS >= LEAK_BUCKET_MS,
  );
}
