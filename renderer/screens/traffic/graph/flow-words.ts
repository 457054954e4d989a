import type { Flow } from '#contract/traffic.ts';
import { milliseconds, text } from '../../../format/quantity.ts';
import { perSecond, share } from '../../../format/traffic-words.ts';

/** "12 /s · p95 38 ms · 3 % errors · 2 in flight". */
export function flowWords(flow: Flow): string {
  const { requests_per_second: rate, errors_per_second: errors, p95_ms: p95, in_flight: inFlight } = flow;
  return [
    rate === 0 ? 'nothing in the last minute' : text(perSecond(rate)),
    p95 === null ? null : `p95 ${text(milliseconds(p95))}`,
    errors > 0 && rate > 0 ? `${text(share(errors / rate))} errors` : null,
    inFlight > 0 ? `${inFlight} in flight` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
