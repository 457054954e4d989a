import type { LifecycleEvent } from '#contract/history.ts';
import type { ServerState } from '#contract/server-state.ts';
import type { Span } from './day.ts';

const UNWANTED: ReadonlySet<ServerState> = new Set(['stopped', 'stopping']);

/**
 * The share of the time that a server was ready, of that in which it should have been, 0 to 1; null when it never
 * should. `events` are those of its first process, oldest first, from the last one before the span on. What lies in
 * `unknown`, when Signalbox did not run, counts as neither.
 */
export function availability(
  events: readonly LifecycleEvent[],
  span: Span,
  unknown: readonly Span[],
): number | null {
  let wantedMs = 0;
  let readyMs = 0;
  let state = events[0]?.from ?? 'stopped';
  let sinceMs = span.fromMs;
  const until = (endMs: number): void => {
    const ms = lengthWithout({ fromMs: sinceMs, toMs: endMs }, unknown);
    if (!UNWANTED.has(state)) wantedMs += ms;
    if (state === 'ready') readyMs += ms;
    sinceMs = endMs;
  };
  for (const { at, to } of events) {
    const atMs = Math.min(span.toMs, Math.max(span.fromMs, Date.parse(at)));
    if (atMs > sinceMs) until(atMs);
    state = to;
  }
  if (span.toMs > sinceMs) until(span.toMs);
  return wantedMs === 0 ? null : readyMs / wantedMs;
}

/** Starts that followed an unwanted end. */
export function restarts(events: readonly LifecycleEvent[], { fromMs, toMs }: Span): number {
  return events.filter(
    ({ at, from, to }) =>
      Date.parse(at) >= fromMs &&
      Date.parse(at) < toMs &&
      (from === 'backing-off' || from === 'crash-looping') &&
      (to === 'waiting' || to === 'starting'),
  ).length;
}

function lengthWithout({ fromMs, toMs }: Span, unknown: readonly Span[]): number {
  const lost = unknown.reduce(
    (all, gap) => all + Math.max(0, Math.min(toMs, gap.toMs) - Math.max(fromMs, gap.fromMs)),
    0,
  );
  return toMs - fromMs - lost;
}
