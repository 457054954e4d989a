import type { Rule } from '../../configuration/configuration.ts';
import { sayDuration } from '../../health/health.ts';
import { sayFigure } from '../words/say-figure.ts';

/** Titles that speak of the server without naming it begin with one of these: "Is down". */
const VERBS = /^(?:Is|Can’t|Does|Goes|Keeps|Lacks|Was|Will|Uses|Has) /;

/** The title of a rule as a clause: "it is down", "CPU is high". */
export function clauseOf({ title, own, scope }: Rule): string {
  if (own) return `“${title}”`;
  if (scope === 'server' && VERBS.test(title)) return `it ${lowerFirst(title)}`;
  return lowerFirst(title);
}

/**
 * "github: it is down (comes and goes: 3 times in 18 min)"; "github: what “Depth” tells of came and went 3 times in
 * 18 min, the last time at 12".
 *
 * @param figure as it was when the condition held last
 */
export function sayFlapping(
  rule: Rule,
  server: string | null,
  {
    times,
    spanMs,
    figure,
  }: { readonly times: number; readonly spanMs: number; readonly figure: number | null },
): string {
  const often = `${times} times in ${sayDuration(spanMs)}${figure === null ? '' : lastAt(rule, figure)}`;
  if (rule.own) {
    const begin = server === null ? '' : `${server}: `;
    return `${begin}what “${rule.title}” tells of came and went ${often}`;
  }
  const clause = clauseOf(rule);
  const begin = server === null ? clause.charAt(0).toUpperCase() + clause.slice(1) : `${server}: ${clause}`;
  return `${begin} (comes and goes: ${often})`;
}

const PAST: Readonly<Partial<Record<string, string>>> = {
  is: 'was',
  does: 'did',
  keeps: 'kept',
  goes: 'went',
  lacks: 'lacked',
  'can’t': 'could not',
};

/** Of a cause that is gone while its traces may still be seen: "db, which it depends on, was down", "it was down". */
export function pastOf(cause: string): string {
  return cause.replace(
    /^(it |there |.*, which it depends on[^,]*, )(is|does|keeps|goes|lacks|can’t)(?= )/,
    (_, who: string, verb: string) => who + (PAST[verb] ?? verb),
  );
}

/** What is yes or no has no figure. */
function lastAt({ condition, unit }: Rule, figure: number): string {
  switch (condition.kind) {
    case 'absent':
      return '';
    case 'log':
      return `, the last time with ${figure} such ${figure === 1 ? 'line' : 'lines'}`;
    case 'rise':
      return `, the last time by ${sayFigure(figure, unit)}`;
    case 'above':
    case 'below': {
      const isFlag = unit === 'none' && condition.enter === 1 && condition.exit === 1;
      return isFlag ? '' : `, the last time at ${sayFigure(figure, unit)}`;
    }
    default:
      return condition satisfies never;
  }
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
