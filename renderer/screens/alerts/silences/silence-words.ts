import type { Silence } from '#contract/alert.ts';

/** What a silence covers: "high_memory of github", "everything of github", "high_memory of every server". */
export function silenceWords({ alert, server, rule }: Pick<Silence, 'alert' | 'server' | 'rule'>): string {
  if (rule === null && server === null) return alert === null ? 'everything' : 'one alert';
  const what = rule ?? 'everything';
  if (server === null) return alert === null ? `${what} of every server` : what;
  return `${what} of ${server}`;
}

/** Until when, where that is no moment. */
export function untilWords({ alert }: Pick<Silence, 'alert'>): string {
  return alert === null ? 'for ever' : 'until it changes';
}
