import type { Alert, Silence } from '#contract/alert.ts';

/** The silence that covers an alert for longest; null where none does. `ended` are those that it has outgrown. */
export function silenceOf(
  alert: Alert,
  silences: readonly Silence[],
  atMs: number,
  ended: ReadonlySet<number>,
): Silence | null {
  let longest: Silence | null = null;
  for (const silence of silences) {
    if (!covers(silence, alert) || endMs(silence) <= atMs || ended.has(silence.id)) continue;
    if (longest === null || endMs(silence) > endMs(longest)) longest = silence;
  }
  return longest;
}

/** Those of this alert alone: they hold until it gets worse. */
export function ownSilences(alert: Alert, silences: readonly Silence[]): readonly Silence[] {
  return silences.filter((silence) => silence.alert === alert.id);
}

function covers({ alert: id, server, rule }: Silence, alert: Alert): boolean {
  if (id !== null) return id === alert.id;
  return (server === null || server === alert.server) && (rule === null || rule === alert.rule);
}

function endMs({ until }: Silence): number {
  return until === null ? Number.POSITIVE_INFINITY : Date.parse(until);
}
