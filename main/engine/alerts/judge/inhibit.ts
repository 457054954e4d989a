import type { AlertType, Severity } from '#contract/alert.ts';
import type { SignalName } from '#contract/alert-signal.ts';
import type { Rule } from '../../configuration/configuration.ts';
import { type Life, RECOVERY_MS } from './life.ts';
import type { Check, Memory } from './memory.ts';
import { clauseOf, pastOf } from './words.ts';

const MINUTE_MS = 60_000;
/** Figures that still tell of the trouble when it is over, and for how long. */
const REMEMBERS_MS: Readonly<Partial<Record<SignalName, number>>> = {
  error_percent_5m: 5 * MINUTE_MS,
  errors_5m: 5 * MINUTE_MS,
  disconnections_5m: 5 * MINUTE_MS,
  log_errors_5m: 5 * MINUTE_MS,
  log_errors_times_usual: 5 * MINUTE_MS,
  /** It opens for up to five minutes, and closes only by a request. */
  breaker_open: 5 * MINUTE_MS,
  p95_times_usual: 10 * MINUTE_MS,
  connection_cycles_10m: 10 * MINUTE_MS,
  downs_1h: 60 * MINUTE_MS,
  limit_restarts_1h: 60 * MINUTE_MS,
};

/** What a server suffers from another. Its own memory, threads or certificate come of no other server. */
const COMES_OF_OTHERS: ReadonlySet<AlertType> = new Set([
  'connection',
  'dependency',
  'latency',
  'logs',
  'process_health',
  'request_errors',
]);

interface Explanation {
  readonly by: Life | null;
  readonly sentence: string;
  readonly isOwnServers: boolean;
  readonly untilMs: number;
}

/**
 * Finds for each open alert what else explains it, pending ones included: what a server needs may be noticed to be down
 * a minute later than what comes of it. The outcome does not depend on the order in which servers are looked at.
 */
export function explain(
  lives: Iterable<Life>,
  memories: ReadonlyMap<string | null, Memory>,
  nowMs: number,
): void {
  // Where two explain each other, the older one is the cause.
  const youngestFirst = [...lives].sort(
    (a, b) => b.sinceMs - a.sinceMs || compare(a.server ?? '', b.server ?? '') || compare(a.rule, b.rule),
  );
  for (const life of youngestFirst) {
    life.explainer = null;
    life.explanation = null;
  }
  for (const life of youngestFirst) {
    const found = find(life, memories, nowMs);
    if (!found) continue;
    life.explainer = found.by;
    life.explanation = found.sentence;
    life.isOwnServers = found.isOwnServers;
    life.explainedUntilMs = found.untilMs;
  }
  for (const life of youngestFirst) {
    if (life.explanation !== null) life.cause = deepest(life);
    else if (nowMs >= life.explainedUntilMs) life.cause = null;
  }
}

function find(life: Life, memories: ReadonlyMap<string | null, Memory>, nowMs: number): Explanation | null {
  if (life.check === null) return null;
  const { rule, memory } = life.check;
  const rootsUntilMs = memory.rootsMs + lingerMs(rule);
  const mayComeOfOthers = COMES_OF_OTHERS.has(rule.type) && nowMs < rootsUntilMs;
  for (const { server, rules, sentence } of mayComeOfOthers ? memory.roots : []) {
    // Without rules it is a fact that needs no alert.
    if (rules.length === 0) return { by: null, sentence, isOwnServers: false, untilMs: rootsUntilMs };
    for (const name of rules) {
      const by = explains(memories.get(server)?.byRule.get(name), life, nowMs);
      if (!by) continue;
      const cause = memory.rootsMs < nowMs ? pastOf(sentence) : sentence;
      return { ...by, sentence: cause, isOwnServers: false, untilMs: Math.min(by.untilMs, rootsUntilMs) };
    }
  }
  const machine = memory.server === null ? undefined : memories.get(null);
  for (const name of rule.explainedBy) {
    for (const check of [memory.byRule.get(name), machine?.byRule.get(name)]) {
      const by = explains(check, life, nowMs);
      if (!by || !check) continue;
      const clause = clauseOf(check.rule);
      const sentence = by.by === null ? pastOf(clause) : clause;
      return { ...by, sentence, isOwnServers: check.memory === memory };
    }
  }
  return null;
}

/** Open now, or so lately that its traces may still be seen. */
function explains(
  check: Check | undefined,
  life: Life,
  nowMs: number,
): { readonly by: Life | null; readonly untilMs: number } | null {
  if (!check || life.check === null || check === life.check) return null;
  const { rule } = life.check;
  // Of two that explain each other the one that stays when the other is gone is no trace of it.
  const isMutual = check.memory === life.check.memory && check.rule.explainedBy.includes(rule.name);
  const traceMs = isMutual ? RECOVERY_MS : lingerMs(rule);
  const { life: other, goneMs, goneSeverity } = check;
  if (other !== null) {
    if (!isToldEnough(other.severity, life) || leadsTo(other, life)) return null;
    return { by: other, untilMs: nowMs + traceMs };
  }
  if (nowMs >= goneMs + traceMs || !isToldEnough(goneSeverity, life)) return null;
  return { by: null, untilMs: goneMs + traceMs };
}

/** What nobody is told of must not hide what somebody would be told of. */
function isToldEnough(severity: Severity, life: Life): boolean {
  return severity !== 'info' || life.severity === 'info';
}

function leadsTo(from: Life, to: Life): boolean {
  for (let at: Life | null = from; at !== null; at = at.explainer) if (at === to) return true;
  return false;
}

/** "It is down" is explained in its turn where what it depends on is down. */
function deepest(life: Life): string | null {
  let at = life;
  while (at.isOwnServers && at.explainer !== null && at.explainer.explanation !== null) at = at.explainer;
  return at.explanation;
}

function lingerMs({ signal, condition }: Rule): number {
  const windowMs = condition.kind === 'rise' || condition.kind === 'log' ? condition.windowMs : 0;
  const known: Readonly<Partial<Record<string, number>>> = REMEMBERS_MS;
  return RECOVERY_MS + Math.max(windowMs, known[signal] ?? 0);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
