import type { RequestErrorClass } from '#contract/traffic.ts';
import { BUCKETS } from './histogram.ts';
import type { ServerTotals } from './traffic-log.ts';

/** What was counted of one server since the engine started. */
export class Totals implements ServerTotals {
  requests = 0;
  errors = 0;
  readonly errorsByClass = { transport: 0, timeout: 0, protocol: 0, tool: 0 };
  rejected = 0;
  cancelled = 0;
  requestBytes = 0;
  responseBytes = 0;
  readonly latencies = new Uint32Array(BUCKETS);

  /** @param failure null for what went well */
  note(failure: RequestErrorClass | null, requestBytes: number, responseBytes: number): void {
    this.requests += 1;
    this.requestBytes += requestBytes;
    this.responseBytes += responseBytes;
    if (failure === null) return;
    if (failure === 'cancelled') {
      this.cancelled += 1;
      return;
    }
    if (failure === 'rejected') {
      this.rejected += 1;
      return;
    }
    this.errors += 1;
    this.errorsByClass[failure] += 1;
  }

  time(bucket: number): void {
    this.latencies[bucket] = (this.latencies[bucket] ?? 0) + 1;
  }
}
