import type { Rule } from '../../configuration/configuration.ts';
import { sayDuration } from '../../health/health.ts';

/** Titles that speak of the server without naming it begin with one of these: "Is down". */
const VERBS = /^(?:Is|Can’t|Does|Goes|Keeps|Lacks|Was|Will|Uses|Has) /;

/** The title of a rule as a clause: "it is down", "CPU is high". */
export function clauseOf({ title, own, scope }: Rule): string {
  if (own) return `“${title}”`;
  if (scope === 'server' && VERBS.test(title)) return `it ${lowerFirst(title)}`;
  return lowerFirst(title);
}

/** "github: it is down (comes and goes: 3 times in 18 min)". */
export function sayFlapping(rule: Rule, server: string | null, times: number, spanMs: number): string {
  const clause = clauseOf(rule);
  const begin = server === null ? clause.charAt(0).toUpperCase() + clause.slice(1) : `${server}: ${clause}`;
  return `${begin} (comes and goes: ${times} times in ${sayDuration(spanMs)})`;
}

export function saySteady(spanMs: number): string {
  return `it has not come back for ${sayDuration(spanMs)}`;
}

/** "CPU" keeps its letters. */
function lowerFirst(text: string): string {
  return /^[A-Z][A-Z]/.test(text) || text.startsWith('Signalbox')
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
}
