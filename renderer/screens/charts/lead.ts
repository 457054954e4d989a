import type { Trend } from '#contract/metric.ts';
import type { Aligned } from '../../parts/chart/lines/align-series.ts';
import type { Forecast } from '../../parts/chart/scene.ts';
import type { Span } from '../../store/charts/span.ts';

/** More of the picture than this does not go to what is only expected. */
const FUTURE = 0.25;

/** What is known of where the memory of a server leads; null when it leads to no limit. */
export function memoryLead(trends: readonly Trend[], server: string): Trend | null {
  const lead = trends.find((trend) => trend.server === server && trend.metric === 'memory_bytes');
  return lead !== undefined && lead.limit !== null && lead.reaches_limit_at !== null ? lead : null;
}

/** The stretch of time with as much of the future as the way to the limit takes, a quarter of it at most. */
export function withFuture(span: Span, lead: Trend | null): Span {
  if (lead?.reaches_limit_at === null || lead === null) return span;
  const reachS = Date.parse(lead.reaches_limit_at) / 1000;
  const most = span.toS + (span.toS - span.fromS) * FUTURE;
  return { fromS: span.fromS, toS: Math.max(span.toS, Math.min(reachS, most)) };
}

/** From the newest value to the limit. */
export function forecastOf(aligned: Aligned, lead: Trend | null): Forecast | null {
  if (lead === null || lead.limit === null || lead.reaches_limit_at === null) return null;
  const index = aligned.lines[0]?.mean.findLastIndex((cell) => typeof cell === 'number') ?? -1;
  const [fromS, from] = [aligned.times[index], aligned.lines[0]?.mean[index]];
  const toS = Date.parse(lead.reaches_limit_at) / 1000;
  if (fromS === undefined || from === undefined || from === null || toS <= fromS) return null;
  return { fromS, from, toS, to: lead.limit };
}
