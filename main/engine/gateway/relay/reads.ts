import type { ToolRule } from '../../configuration/configuration.ts';
import type { BrokerOutcome } from '../../supervision/supervision.ts';
import { isObject } from '../bridge/meta.ts';
import { cacheKey, clientKey } from '../guard/cache-key.ts';
import { keepingOf, mayBeCached } from '../guard/cache-policy.ts';
import { createSingleFlight } from '../guard/single-flight.ts';
import type { Call } from './call.ts';
import type { Hub } from './hub.ts';

type Params = Readonly<Record<string, unknown>>;

export interface Fetch {
  readonly kind: 'fetch';
  /** Sends it, or waits for an identical one that is on its way. */
  begin(send: (signal: AbortSignal) => Promise<BrokerOutcome>): {
    readonly isShared: boolean;
    readonly answer: Promise<BrokerOutcome>;
    leave(): void;
  };
}

/** Reads of one server that may be answered without asking it again. */
export class Reads {
  readonly #hub: Hub;
  readonly #flights = createSingleFlight<BrokerOutcome>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /**
   * Null for what is not to be kept.
   * @param rule of the tool that is called
   */
  find(
    call: Call,
    params: Params,
    rule: ToolRule | null,
  ): { readonly kind: 'hit'; readonly result: Params; readonly text: string } | Fetch | null {
    const { method, client, line } = call;
    const { cache } = this.#hub.config;
    if (!mayBeCached(method, params, cache, rule)) return null;
    const common = cacheKey({ server: this.#hub.name, method, params });
    const own = clientKey(common, client.id);
    const kept = line.isShared ? this.#hub.cache.get(common, client.id) : this.#hub.cache.get(own);
    if (kept !== undefined) return { kind: 'hit', result: kept.value, text: kept.text };
    const stamp = this.#hub.cache.stamp(common);
    // A modern server says only with its answer whose it is. Who asks after a change gets no answer from before it.
    const flightKey = `${stamp} ${line.isShared && line.era === 'legacy' ? common : own}`;
    const keep = (outcome: BrokerOutcome): BrokerOutcome => {
      if (cache === null || outcome.kind !== 'answered' || outcome.answer.kind !== 'result') return outcome;
      const { result } = outcome.answer;
      if (!isObject(result)) return outcome;
      const keeping = keepingOf(method, result, line.era, cache, rule);
      if (keeping === null) return outcome;
      const key = keeping.scope === 'public' && line.isShared ? common : own;
      this.#hub.cache.set(key, { value: result, text: JSON.stringify(result) }, keeping.ttlMs, stamp);
      return outcome;
    };
    return {
      kind: 'fetch',
      begin: (send) => {
        const { isFirst, answer, leave } = this.#flights.join(flightKey, async (signal) =>
          keep(await send(signal)),
        );
        return { isShared: !isFirst, answer, leave };
      },
    };
  }
}
