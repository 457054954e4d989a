import type { Rule } from '../../configuration/configuration.ts';
import { holdsAfter, isWorseAfter } from './condition.ts';
import type { Life } from './life.ts';
import type { Check } from './memory.ts';

/**
 * Looks at the figure of one rule at one server; told whether an alert is to be opened. This is the way that nearly all
 * figures take, some thousand times at each look, so it makes nothing while nothing is wrong.
 */
export function watch(check: Check, nowMs: number): boolean {
  const { rule, memory, life } = check;
  const figure = figureOf(check, nowMs);
  if (life !== null) {
    follow(life, check, figure, nowMs);
    return false;
  }
  if (figure === null && rule.condition.kind !== 'absent') return false;
  const { over, quiet } = memory.subject;
  const holds = holdsAfter(rule.condition, figure, check.isCleared) === true && over === null;
  if (!holds) {
    check.isCleared = false;
    return false;
  }
  if (check.isCleared) {
    const isWorse =
      rule.worse !== null && isWorseAfter(rule.condition, rule.worse.at, figure, false) === true;
    if (!isWorse || check.wasClearedWorse) return false;
    check.isCleared = false;
  }
  return rule.condition.kind !== 'absent' || quiet === null;
}

/** What the condition is about: of a rise by how much it rose. Null where it is not known. */
export function figureOf({ rule, rise, memory }: Check, nowMs: number): number | null {
  const value = memory.subject.value(rule.signal, rule);
  if (value === null || !Number.isFinite(value)) return null;
  return rise === null ? value : rise.add(nowMs, value);
}

function follow(life: Life, check: Check, figure: number | null, nowMs: number): void {
  const { rule, memory } = check;
  life.figure = figure;
  // A server that is being restarted has no figures, and that is no absence.
  const isMoot = rule.condition.kind === 'absent' && memory.subject.quiet !== null;
  const holds = isMoot ? null : holdsAfter(rule.condition, figure, life.holds);
  if (holds === null) {
    if (life.isKnown) life.unknownMs = nowMs;
    life.isKnown = false;
    return;
  }
  life.isKnown = true;
  if (holds && !life.holds) {
    life.sinceMs = nowMs;
    life.isCounted = false;
  }
  if (!holds && life.holds) life.outMs = nowMs;
  life.holds = holds;
  followWorse(life, check, nowMs);
}

/** See `isReached`. */
export function isFarEnough({ figure }: Life, { condition, worse }: Rule): boolean {
  return worse !== null && isWorseAfter(condition, worse.at, figure, false) === true;
}

/** Also while the alert is pending: what began at once as bad as can be is told as that. */
export function followWorse(life: Life, { rule }: Check, nowMs: number): void {
  if (rule.worse === null) return;
  const holds = isWorseAfter(rule.condition, rule.worse.at, life.figure, life.worseSinceMs !== null);
  if (holds === null) return;
  if (!holds) life.worseSinceMs = null;
  else life.worseSinceMs ??= nowMs;
  if (life.worseSinceMs === null) life.isWorse = false;
  else if (nowMs - life.worseSinceMs >= rule.worse.forMs && isFarEnough(life, rule)) life.isWorse = true;
}
