import type { Silence } from '#contract/alert.ts';
import { untilWords } from '../../../format/moment.ts';

/** What a silence covers: "high_memory of github", "everything of github", "high_memory of every server". */
export function silenceWords({ alert, server, rule }: Pick<Silence, 'alert' | 'server' | 'rule'>): string {
  if (rule === null && server === null) return alert === null ? 'everything' : 'one alert';
  const what = rule ?? 'everything';
  if (server === null) return alert === null ? `${what} of every server` : what;
  return `${what} of ${server}`;
}

/** Until when: "until tomorrow, 09:51", "until it changes", "for ever". */
export function endWords({ alert, until }: Pick<Silence, 'alert' | 'until'>, nowMs: number): string {
  if (until !== null) return `until ${untilWords(until, nowMs)}`;
  return alert === null ? 'for ever' : 'until it changes';
}
