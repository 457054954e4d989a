import type { Alert } from '#contract/alert.ts';
import { DEFAULT_RULES } from '../../configuration/configuration.ts';
import { sayDuration } from '../../health/health.ts';
import { byWeight } from './severity.ts';

/** Of a notification; what is longer is cut by most desktops. */
export const TITLE_MAX = 60;
/** So many servers are named; the others are counted. */
const NAMED = 3;
/** With what each of them says. */
const NAMED_LINES = 10;
const DOWN_RULES: ReadonlySet<string> = new Set(['down', 'crash_loop', 'cannot_start', 'hung']);

/** The title of a rule. */
export type Titles = (rule: string, server: string | null) => string;

/** "github is down", "github: memory is near its limit, and 2 more". */
export function sayTitle(alerts: readonly Alert[], titleOf: Titles): string {
  const [worst, ...others] = alerts.toSorted(byWeight);
  if (worst === undefined) return '';
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const { server } = worst;
  const words = titleOf(worst.rule, server);
  if (server === null) return cut(words + more);
  const rest = (worst.flapping ? ' comes and goes' : afterName(words)) + more;
  return cut(shorten(server, TITLE_MAX - rest.length) + rest);
}

/** "github is back", "github: memory is back at 310 MB". */
export function sayResolvedTitle(alerts: readonly Alert[], titleOf: Titles): string {
  const [worst, ...others] = alerts.toSorted(byWeight);
  if (worst === undefined) return '';
  const { server, rule, resolution } = worst;
  if (server === null) return cut(upperFirst(resolution ?? `over: ${lowerFirst(titleOf(rule, null))}`));
  const name = shorten(server, TITLE_MAX / 2);
  const isWell = resolution === null || isRecovery(resolution);
  if (isWell && others.length > 0) return `${name} is well again`;
  if (isWell && isDownRule(rule)) return `${name} is back`;
  return cut(`${name}: ${resolution ?? `over: ${lowerFirst(titleOf(rule, server))}`}`);
}

/** What is wrong, why, and what to do, of each. */
export function sayBody(alerts: readonly Alert[], suffering: readonly string[]): string {
  const lines = alerts
    .toSorted(byWeight)
    .flatMap((alert) => [
      sayWithCause(alert),
      ...alert.remedies.map(({ sentence: done }) => done),
      alert.next_step,
    ]);
  if (suffering.length > 0)
    lines.push(`${sayNames(suffering)} ${suffering.length === 1 ? 'suffers' : 'suffer'} from it`);
  return paragraphs(lines);
}

/** "api is down. Cause: db, which it depends on, is not ready". */
export function sayWithCause({ message, cause }: Pick<Alert, 'message' | 'cause'>): string {
  return cause === null ? message : `${sentence(message)} Cause: ${cause}`;
}

/** "It runs again, after 18 min. It was: …" */
export function sayResolvedBody(alerts: readonly Alert[]): string {
  return paragraphs(
    alerts.toSorted(byWeight).map(({ resolution, message, since, resolved_at: resolvedAt }) => {
      const ms = Date.parse(resolvedAt ?? '') - Date.parse(since);
      const after = ms >= 0 ? `, after ${sayDuration(ms)}` : '';
      return `${upperFirst(resolution ?? 'it is over')}${after}. It was: ${message}`;
    }),
  );
}

/** "12 servers are down: there is no network". */
export function sayStormTitle(members: readonly Alert[], cause: string | null): string {
  const title = `${sayCount(members)} ${areDown(members) ? 'are down' : 'have trouble'}`;
  const withCause = cause === null ? title : `${title}: ${cause}`;
  return withCause.length <= TITLE_MAX ? withCause : title;
}

/**
 * With the first names, the cause, and what the worst of them says. Without a cause they are as many troubles as servers:
 * what is the worst of each, a line each.
 */
export function sayStormBody(members: readonly Alert[], cause: string | null): string {
  const sorted = members.toSorted(byWeight);
  const [worst] = sorted;
  if (cause === null) {
    const ofEach = [...Map.groupBy(sorted, ({ server }) => server).values()].flatMap(
      ([first]) => first ?? [],
    );
    const more = ofEach.length - NAMED_LINES;
    return paragraphs([
      'No common cause is known.',
      ...ofEach.slice(0, NAMED_LINES).map(({ message }) => message),
      more > 0 ? `and ${more} more` : null,
    ]);
  }
  return paragraphs([
    `Likely cause: ${cause}`,
    sayNames(namesOf(sorted)),
    worst === undefined ? null : `${sorted.length > 1 ? 'For example: ' : ''}${worst.message}`,
    worst?.next_step ?? null,
  ]);
}

/** "12 servers are well again", or why they are none of anybody's concern: "12 servers: you stopped them". */
export function sayStormOverTitle(names: readonly string[], alerts: readonly Alert[]): string {
  const isOne = names.length === 1;
  const who = isOne ? shorten(names[0] ?? '', TITLE_MAX / 2) : `${names.length} servers`;
  const others = alerts
    .map(({ resolution }) => resolution)
    .filter((text) => text !== null && !isRecovery(text));
  const [first] = others;
  if (typeof first !== 'string' || others.length < alerts.length)
    return `${who} ${isOne ? 'is' : 'are'} well again`;
  return cut(`${who}: ${isOne ? first : first.replace(/\bit\b/, 'them')}`);
}

/** "a, b, c, and 9 more". */
export function sayNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMED);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')}, and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Each once, the worst first where the alerts are so. "The machine" is none of them. */
export function namesOf(alerts: readonly Alert[]): string[] {
  return [...new Set(alerts.map(({ server }) => server).filter((server) => server !== null))];
}

/** What tells that a server is not there. */
export function isDownRule(rule: string): boolean {
  return DOWN_RULES.has(rule);
}

/** "It is down": another alert of the same server. */
export function isOwnCause(cause: string | null): boolean {
  return cause?.startsWith('it ') ?? false;
}

/** Whether a cause such as "db, which it depends on, is down" is about that server. */
export function isAbout(cause: string, name: string): boolean {
  return cause === name || (cause.startsWith(name) && /^[ ,:’']/.test(cause.slice(name.length)));
}

/** Of the rules that Signalbox brings, the others are their names. */
export function defaultTitle(rule: string): string {
  return DEFAULT_RULES.find(({ name }) => name === rule)?.title ?? rule;
}

export function cut(text: string): string {
  return text.length <= TITLE_MAX ? text : `${text.slice(0, TITLE_MAX - 1).trimEnd()}…`;
}

function sayCount(members: readonly Alert[]): string {
  const servers = namesOf(members).length;
  return servers === 1 ? '1 server' : `${servers} servers`;
}

/** One that is down is so for each of its alerts; a single one that is not makes it "have trouble". */
function areDown(members: readonly Alert[]): boolean {
  const down = new Set(members.filter(({ rule }) => isDownRule(rule)).map(({ server }) => server));
  return namesOf(members).every((name) => down.has(name));
}

/** Titles that are the rest of a sentence follow the name; what has a subject of its own comes after a colon. */
function afterName(title: string): string {
  const lower = lowerFirst(title);
  return /^(is|was|will|keeps|can’t|can't|does|goes|lacks|has|needs) /i.test(title)
    ? ` ${lower}`
    : `: ${lower}`;
}

/** Not of an abbreviation such as CPU. */
export function lowerFirst(text: string): string {
  return /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** "It runs again" is one, "you stopped it" is none. */
function isRecovery(resolution: string): boolean {
  return !/^(you|cleared|the rule|no longer|no more|it was (removed|disabled))/i.test(resolution);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shorten(name: string, room: number): string {
  return name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function paragraphs(lines: readonly (string | null)[]): string {
  return [...new Set(lines.filter((line) => line !== null && line !== ''))]
    .map((line) => sentence(line ?? ''))
    .join('\n');
}
