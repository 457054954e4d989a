import type { LifecycleEvent } from '#contract/history.ts';
import type { DailySummary } from '#contract/incident.ts';
import type { SeriesPage } from '#contract/metric.ts';
import { availability, restarts } from './availability.ts';
import type { SummarySources } from './daily-summary.ts';
import { type Span, spanOf } from './day.ts';
import { sayDailySummary } from './say-summary.ts';

/** Steps of 5 min, on a day of 25 hours too. */
const POINTS = 300;
const METRICS = ['score', 'memory_bytes', 'requests', 'errors'];
const LIFECYCLE_PAGE = 500;
const INCIDENTS_MAX = 100;

/** Null where nothing is known of the day. Of a day that is not over, as far as it is. */
export async function makeSummary(
  day: string,
  sources: SummarySources,
  about: { readonly nowMs: number; readonly notifications: number },
): Promise<DailySummary | null> {
  const whole = spanOf(day);
  const span = { fromMs: whole.fromMs, toMs: Math.min(whole.toMs, about.nowMs) };
  if (span.toMs <= span.fromMs) return null;
  const names = sources.servers();
  const pages = new Map<string, SeriesPage>();
  for (const server of names) pages.set(server, await sources.series(seriesFilter(server, span)));
  const unknown = unmeasured([...pages.values()], sources.engineStarts(span), span);
  const alerts = sources.alerts(span);
  const servers: DailySummary['servers'] = [];
  for (const server of names) {
    const events = lifecycleOf(server, span, sources);
    servers.push({
      server,
      availability: availability(events, span, unknown),
      restarts: restarts(events, span),
      requests: total(pages.get(server), 'requests'),
      errors: total(pages.get(server), 'errors'),
      p95_ms: await sources.p95Ms(server, span),
      memory_peak_bytes: extreme(pages.get(server), 'memory_bytes', 'max'),
      alerts: alerts.filter((alert) => alert.server === server).length,
    });
  }
  const incidents = sources
    .incidents({ since: new Date(span.fromMs).toISOString(), limit: INCIDENTS_MAX })
    .filter(({ opened_at: openedAt }) => Date.parse(openedAt) < span.toMs);
  const lowest = [...pages.values()]
    .map((page) => extreme(page, 'score', 'min'))
    .filter((score) => score !== null);
  const facts = {
    day,
    made_at: new Date(about.nowMs).toISOString(),
    score: meanOfLowest([...pages.values()]),
    lowest_score: lowest.length === 0 ? null : Math.min(...lowest),
    servers,
    incidents: [...incidents],
    trends: sources
      .trends()
      .flatMap(({ server, sentence }) => (sentence === null ? [] : [`${server}: ${sentence}`])),
    notifications: about.notifications,
  };
  const isKnown =
    facts.score !== null ||
    incidents.length > 0 ||
    servers.some((one) => one.availability !== null || one.requests > 0);
  return isKnown ? { ...facts, text: sayDailySummary(facts) } : null;
}

function seriesFilter(server: string, { fromMs, toMs }: Span) {
  return {
    server,
    metrics: METRICS,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    points: POINTS,
  };
}

/** Of the first process, oldest first, from the last event before the span on. */
function lifecycleOf(server: string, span: Span, { lifecycle }: SummarySources): LifecycleEvent[] {
  const found: LifecycleEvent[] = [];
  let before: number | undefined;
  for (;;) {
    const page = lifecycle({ server, before, limit: LIFECYCLE_PAGE });
    for (const event of page) {
      if (event.instance !== 1 || Date.parse(event.at) >= span.toMs) continue;
      found.unshift(event);
      if (Date.parse(event.at) < span.fromMs) return found;
    }
    if (page.length < LIFECYCLE_PAGE) return found;
    before = page.at(-1)?.id;
  }
}

/** From the last thing that was measured until Signalbox was started again. */
function unmeasured(pages: readonly SeriesPage[], startsMs: readonly number[], { fromMs }: Span): Span[] {
  const measured = pages
    .flatMap(({ times, series, step_seconds: step }) =>
      times
        .filter((_, at) => series.some(({ mean }) => (mean[at] ?? null) !== null))
        .map((time) => 1_000 * (time + step)),
    )
    .sort((a, b) => a - b);
  return startsMs.map((toMs) => ({ fromMs: measured.findLast((ms) => ms <= toMs) ?? fromMs, toMs }));
}

/** The mean over time of the lowest score among the servers. */
function meanOfLowest(pages: readonly SeriesPage[]): number | null {
  const lowest = new Map<number, number>();
  for (const { times, series } of pages) {
    const scores = series.find(({ metric }) => metric === 'score')?.mean ?? [];
    for (const [at, time] of times.entries()) {
      const score = scores[at] ?? null;
      if (score !== null) lowest.set(time, Math.min(score, lowest.get(time) ?? score));
    }
  }
  if (lowest.size === 0) return null;
  return [...lowest.values()].reduce((all, score) => all + score, 0) / lowest.size;
}

function total(page: SeriesPage | undefined, metric: string): number {
  const sums = page?.series.find((one) => one.metric === metric)?.sum ?? [];
  return Math.round(sums.reduce<number>((all, sum) => all + (sum ?? 0), 0));
}

function extreme(page: SeriesPage | undefined, metric: string, which: 'min' | 'max'): number | null {
  const values = (page?.series.find((one) => one.metric === metric)?.[which] ?? []).filter(
    (value) => value !== null,
  );
  return values.length === 0 ? null : Math[which](...values);
}
