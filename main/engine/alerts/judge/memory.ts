import type { Severity } from '#contract/alert.ts';
import type { Rule } from '../../configuration/configuration.ts';
import type { Root, SubjectLook } from '../look.ts';
import type { Turns } from './flapping.ts';
import { type Life, RECOVERY_MS } from './life.ts';
import { Rise } from './rise.ts';

/** One rule that is on, at one server. */
export interface Check {
  rule: Rule;
  readonly memory: Memory;
  /** Null but for a `rise`. */
  rise: Rise | null;
  /** Its open alert. */
  life: Life | null;
  /** Null until it fires for the first time. */
  turns: Turns | null;
  /** When its last alert ended, and how severe that was: it explains others for a while. */
  goneMs: number;
  goneSeverity: Severity;
  /** Its alert was cleared by hand: nothing new until the condition has ended once, or gets worse. */
  isCleared: boolean;
  wasClearedWorse: boolean;
}

/** What is remembered of one server, or of the machine (null). */
export class Memory {
  readonly server: string | null;
  /** As of the last look. */
  subject: SubjectLook;
  /** The number of the last look that it was in. */
  seenAt = 0;
  checks: readonly Check[] = [];
  byRule: ReadonlyMap<string, Check> = new Map();
  /** What last explained its troubles from outside, and when. */
  roots: readonly Root[] = [];
  rootsMs = Number.NEGATIVE_INFINITY;
  #rules: readonly Rule[] = [];

  constructor(subject: SubjectLook) {
    this.server = subject.server;
    this.subject = subject;
  }

  see(subject: SubjectLook, look: number, nowMs: number): void {
    this.subject = subject;
    this.seenAt = look;
    if (subject.roots.length === 0) return;
    this.roots = subject.roots;
    this.rootsMs = nowMs;
  }

  /** The rules as they hold now. Costs nothing while they are the same array. */
  adopt(rules: readonly Rule[]): void {
    if (rules === this.#rules) return;
    const scope = this.server === null ? 'machine' : 'server';
    const checks = rules
      .filter((rule) => rule.enabled && rule.scope === scope)
      .map((rule) => this.#checkOf(rule, this.byRule.get(rule.name)));
    const byRule = new Map(checks.map((check) => [check.rule.name, check]));
    for (const { rule, life } of this.checks) {
      if (life === null || byRule.has(rule.name)) continue;
      life.ending = sayWhyGone(rule.name, rules);
    }
    this.#rules = rules;
    this.checks = checks;
    this.byRule = byRule;
  }

  /** An alert of the last run is taken up by its rule. */
  takeUp(life: Life, nowMs: number): void {
    const check = this.byRule.get(life.rule);
    if (!check || check.life !== null) {
      life.ending = sayWhyGone(life.rule, this.#rules);
      return;
    }
    const { worse } = check.rule;
    check.life = life;
    life.check = check;
    life.isWorse =
      worse !== null && life.severity === worse.severity && worse.severity !== check.rule.severity;
    if (life.isWorse) life.worseSinceMs = Number.NEGATIVE_INFINITY;
    if (life.cause !== null) life.explainedUntilMs = nowMs + RECOVERY_MS;
    life.sinceMs = nowMs;
    life.outMs = nowMs;
    life.unknownMs = nowMs;
    life.saidMs = nowMs;
    life.flappingSinceMs = nowMs;
    life.follow(check.rule);
  }

  #checkOf(rule: Rule, known: Check | undefined): Check {
    const { condition } = rule;
    if (!known) {
      return {
        rule,
        memory: this,
        rise: condition.kind === 'rise' ? new Rise(condition.windowMs) : null,
        life: null,
        turns: null,
        goneMs: Number.NEGATIVE_INFINITY,
        goneSeverity: rule.severity,
        isCleared: false,
        wasClearedWorse: false,
      };
    }
    if (known.rule === rule) return known;
    const old = known.rule.condition;
    const keepsRise = condition.kind === 'rise' && old.kind === 'rise' && condition.windowMs === old.windowMs;
    if (!keepsRise) known.rise = condition.kind === 'rise' ? new Rise(condition.windowMs) : null;
    known.rule = rule;
    if (rule.worse === null && known.life) {
      known.life.worseSinceMs = null;
      known.life.isWorse = false;
    }
    known.life?.follow(rule);
    return known;
  }
}

function sayWhyGone(name: string, rules: readonly Rule[]): string {
  return rules.some((rule) => rule.name === name) ? 'its rule is off' : 'its rule is gone';
}
