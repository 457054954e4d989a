import type { RequestRecord } from '#contract/traffic.ts';
import { lampPaint } from '../lamp.ts';
import { localTime } from '../local-time.ts';
import { plainText } from '../plain-text.ts';
import { formatLatency } from './latency.ts';

/** One request as a line: when, who asked what of whom, how long it took, and what became of it. */
export function formatRequest(record: RequestRecord, color: boolean): string {
  const { at, seq, client, server, method, target, ms, queue_ms, error, cache, retries } = record;
  const what = target === null ? method : `${method} ${target}`;
  const remarks = [
    ...(queue_ms >= 1 ? [`${formatLatency(queue_ms)} of it waiting`] : []),
    ...(cache === 'hit' ? ['from the cache'] : []),
    ...(cache === 'shared' ? ['shared with an identical one'] : []),
    ...(retries > 0 ? [`sent ${retries + 1} times`] : []),
  ];
  const outcome = error === null ? 'ok' : `${error.class}: ${plainText(error.message)}`;
  const paint = lampPaint(error === null ? 'ok' : error.severity === 'error' ? 'bad' : 'warn', color);
  const took = [formatLatency(ms), ...remarks].join(', ');
  return `${localTime(new Date(at))}  #${seq}  ${plainText(client)} → ${server}  ${plainText(what)}  ${took}  ${paint(outcome)}`;
}
