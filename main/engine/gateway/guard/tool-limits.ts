import type { ToolRule } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface LimitRefusal {
  readonly ok: false;
  readonly reason: 'rate-limit' | 'too-many-in-flight';
  readonly message: string;
  /** Further facts for programs. */
  readonly more: object;
}

/** What the rules of one server's tools allow at a time, and a second. */
export class ToolLimits {
  readonly #clock: Clock;
  /** Calls by the glob of the rule that bounds them, which stays the same where other settings change. */
  readonly #inFlight = new Map<string, number>();
  readonly #rates = new WeakMap<object, WeakMap<ToolRule, RateLimit>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null where one more call fits, which takes its place until {@link giveBack}. */
  take(client: object, tool: string, rule: ToolRule): LimitRefusal | null {
    const waitMs = this.#rate(client, rule)?.take() ?? 0;
    if (waitMs > 0) return tooFast(`${tool} is called more often than tools.rules allows`, waitMs);
    const inFlight = this.#inFlight.get(rule.tools) ?? 0;
    if (rule.inFlight !== null && inFlight >= rule.inFlight) {
      const message = `${inFlight} calls of ${tool} are in flight already, as many as tools.rules allows`;
      return { ok: false, reason: 'too-many-in-flight', message, more: {} };
    }
    this.#inFlight.set(rule.tools, inFlight + 1);
    return null;
  }

  /** @param rule the one that the place was taken by */
  giveBack(rule: ToolRule): void {
    const inFlight = (this.#inFlight.get(rule.tools) ?? 0) - 1;
    if (inFlight > 0) this.#inFlight.set(rule.tools, inFlight);
    else this.#inFlight.delete(rule.tools);
  }

  #rate(client: object, rule: ToolRule): RateLimit | null {
    if (rule.ratePerSecond === null) return null;
    const rates = this.#rates.get(client) ?? new WeakMap<ToolRule, RateLimit>();
    this.#rates.set(client, rates);
    const rate = rates.get(rule) ?? createRateLimit(() => rule.ratePerSecond, this.#clock);
    rates.set(rule, rate);
    return rate;
  }
}

export function tooFast(message: string, waitMs: number): LimitRefusal {
  return { ok: false, reason: 'rate-limit', message, more: { retry_after_ms: Math.ceil(waitMs) } };
}
