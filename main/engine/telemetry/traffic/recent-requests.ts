import type { z } from 'zod';
import type { RequestFilter, RequestPage } from '#contract/traffic.ts';
import type { Trace } from './trace.ts';

/** The last requests that are over, in the order in which they ended. */
export class RecentRequests {
  #ring: (Trace | undefined)[] = [];
  #capacity: number;
  /** Where the next one goes. */
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(trace: Trace, capacity: number): void {
    if (capacity !== this.#capacity) this.#resize(capacity);
    if (capacity === 0) return;
    this.#ring[this.#next] = trace;
    this.#next += 1;
    if (this.#next === capacity) this.#next = 0;
  }

  page(filter: z.output<typeof RequestFilter>): RequestPage {
    const kept = this.#newestFirst();
    const known = filter.after === undefined ? -1 : kept.findIndex(({ seq }) => seq === filter.after);
    const isNew = (trace: Trace, at: number) =>
      filter.after === undefined || (known >= 0 ? at < known : trace.seq > filter.after);
    const met = kept.filter((trace, at) => isNew(trace, at) && meets(trace, filter));
    return {
      requests: met.slice(0, filter.limit).map((trace) => trace.record()),
      matched: met.length,
      kept: kept.length,
    };
  }

  #newestFirst(): Trace[] {
    const oldestFirst = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    return oldestFirst.filter((trace) => trace !== undefined).reverse();
  }

  #resize(capacity: number): void {
    this.#ring = this.#newestFirst().slice(0, capacity).reverse();
    this.#capacity = capacity;
    this.#next = this.#ring.length < capacity ? this.#ring.length : 0;
  }
}

function meets(trace: Trace, filter: z.output<typeof RequestFilter>): boolean {
  const error = trace.outcome?.error ?? null;
  const { client, server, method, target, failed, min_ms: minMs } = filter;
  if (client !== undefined && trace.client !== client && trace.clientId !== client) return false;
  if (server !== undefined && trace.server !== server) return false;
  if (method !== undefined && trace.method !== method) return false;
  if (target !== undefined && !trace.target?.toLowerCase().includes(target.toLowerCase())) return false;
  if (failed !== undefined && failed !== (error !== null)) return false;
  if (filter.class !== undefined && error?.class !== filter.class) return false;
  return minMs === undefined || trace.ms >= minMs;
}
