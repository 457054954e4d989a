import type { Silence } from '#contract/alert.ts';
import type { AlertEvent } from '../alert-event.ts';
import { HALF_OVER_MS, isReached } from './condition.ts';
import { restMs, TIMES_AT_FIRST, Turns } from './flapping.ts';
import { factsOf, type Life, rankOf } from './life.ts';
import type { Check } from './memory.ts';
import { sayRecovery } from './recovery.ts';
import { ownSilences, silenceOf } from './silencing.ts';
import { sayFlapping, saySteady } from './words.ts';

/** How long a figure may be missing: before something pending is dropped, and before something open is given up. */
const PENDING_UNKNOWN_MS = 60_000;
const OPEN_UNKNOWN_MS = 5 * 60_000;
/** Words are made anew when the figure is another by so much, and no more often than that. */
const CHANGE = 0.1;
const WORDS_MS = 30_000;
/** Those of rules without a figure, "next try in 30 s", say something else as time goes by. */
const PLAIN_WORDS_MS = 60_000;

export interface Moment {
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly settling: boolean;
  readonly silences: readonly Silence[];
  readonly tell: (event: AlertEvent) => void;
}

/** What becomes of one open alert at this look, after all figures were taken and causes found. */
export function decide(life: Life, check: Check, moment: Moment): void {
  const { monotonicMs: nowMs, settling } = moment;
  const { subject } = check.memory;
  const ending = subject.over ?? (isGivenUp(life, nowMs) ? 'no more figures' : null);
  if (ending !== null) {
    // What its owner stops and starts does not come and go by itself.
    if (subject.over !== null) check.turns?.clear();
    end(life, ending, moment);
    return;
  }
  life.isBlocked = settling || subject.quiet !== null;
  if (life.isFlapping) keepFlapping(life, check, moment);
  else if (!life.holds && !(life.isRestored && settling)) leave(life, check, moment);
  else if (life.isPending && isDue(life, check, nowMs)) fire(life, check, moment);
  else if (life.isPending && isHalfOver(life, check, nowMs))
    end(life, sayRecovery(check.rule, life.figure), moment);
  if (check.life !== life || life.isPending) return;
  if (!settling) life.isRestored = false;
  keepSeverity(life, check, moment);
  // What slept or is being restarted is not known to be free of its cause yet.
  if (!life.isBlocked || life.cause !== null) keepState(life, moment);
  keepWords(life, check, moment);
}

/** Resolved, or withdrawn where it never fired. */
export function end(life: Life, resolution: string, { atMs, monotonicMs, tell }: Moment): void {
  const { check } = life;
  if (check !== null) {
    check.life = null;
    check.goneMs = monotonicMs;
    check.goneSeverity = life.severity;
    life.check = null;
  }
  const kind = life.isPending ? 'withdrawn' : 'resolved';
  const alert = life.set({ state: 'resolved', resolved_at: iso(atMs), resolution, silenced_until: null });
  tell({ kind, alert });
}

/** When silences have changed: what is silenced or released by that. */
export function keepState(life: Life, moment: Pick<Moment, 'atMs' | 'silences' | 'tell'>): void {
  const kind = takeState(life, moment);
  if (kind !== null) moment.tell({ kind, alert: life.alert });
}

/**
 * Inhibited comes before silenced, silenced before acknowledged.
 *
 * @returns what is to be told of it; null when nothing changed
 */
function takeState(
  life: Life,
  { atMs, silences }: Pick<Moment, 'atMs' | 'silences'>,
): AlertEvent['kind'] | null {
  const was = life.state;
  const { alert, cause } = life;
  const silence = silences.length === 0 ? null : silenceOf(alert, silences, atMs, life.endedSilences);
  const calm = alert.acknowledged_at === null ? 'firing' : 'acknowledged';
  const state = cause !== null ? 'inhibited' : silence !== null ? 'silenced' : calm;
  const silencedUntil = state === 'silenced' ? (silence?.until ?? null) : null;
  if (state === was && cause === alert.cause && silencedUntil === alert.silenced_until) return null;
  life.set({ state, cause, silenced_until: silencedUntil });
  if (state === was) return 'changed';
  if (state === 'inhibited' || state === 'silenced') return state;
  return was === 'inhibited' || was === 'silenced' ? 'released' : 'changed';
}

function isGivenUp(life: Life, nowMs: number): boolean {
  const patienceMs = life.isPending ? PENDING_UNKNOWN_MS : OPEN_UNKNOWN_MS;
  return !life.isKnown && nowMs - life.unknownMs >= patienceMs;
}

function isDue(life: Life, { rule }: Check, nowMs: number): boolean {
  const mayFire = life.isKnown && !life.isBlocked && isReached(rule.condition, life.figure);
  return mayFire && nowMs - life.sinceMs >= rule.forMs;
}

/** It has been due for long, and its figure stays between enter and exit. */
function isHalfOver(life: Life, { rule }: Check, nowMs: number): boolean {
  const isLate = nowMs - life.sinceMs >= 2 * rule.forMs + HALF_OVER_MS;
  return isLate && life.isKnown && !isReached(rule.condition, life.figure);
}

function fire(life: Life, check: Check, moment: Moment): void {
  const { rule, memory } = check;
  const { monotonicMs: nowMs, atMs, tell } = moment;
  check.turns ??= new Turns();
  check.turns.note(nowMs);
  life.say(memory.subject.say(rule, life.figure), nowMs);
  life.set({
    ...factsOf(rule, life.isWorse),
    severity: severityOf(life, check),
    state: 'firing',
    fired_at: iso(atMs),
    times: 1,
  });
  life.isCounted = true;
  if (check.turns.areTooMany(nowMs, rule.forMs)) becomeFlapping(life, check, check.turns, nowMs);
  takeState(life, moment);
  // What is explained or silenced from the start has never fired for anybody: its first event says so.
  const { state } = life;
  const told = life.isFlapping ? 'unstable' : 'fired';
  tell({ kind: state === 'inhibited' || state === 'silenced' ? state : told, alert: life.alert });
}

/** Its condition holds no more. */
function leave(life: Life, check: Check, moment: Moment): void {
  const { monotonicMs: nowMs, tell } = moment;
  const { rule } = check;
  if (!life.isPending) {
    check.turns ??= new Turns();
    check.turns.note(nowMs);
    if (check.turns.areTooMany(nowMs, rule.forMs)) {
      becomeFlapping(life, check, check.turns, nowMs);
      tell({ kind: 'unstable', alert: life.alert });
      return;
    }
  }
  end(life, sayRecovery(rule, life.figure), moment);
}

function becomeFlapping(life: Life, check: Check, turns: Turns, nowMs: number): void {
  life.isFlapping = true;
  life.flappingSinceMs = turns.firstMs(nowMs);
  life.set({ flapping: true, times: TIMES_AT_FIRST });
  turns.clear();
  sayItFlaps(life, check, nowMs);
}

function keepFlapping(life: Life, check: Check, moment: Moment): void {
  const { monotonicMs: nowMs, tell } = moment;
  const { rule, memory } = check;
  const quietMs = restMs(rule.forMs);
  if (!life.holds) {
    if (nowMs - life.outMs >= quietMs && !(life.isRestored && moment.settling))
      end(life, saySteady(quietMs), moment);
    return;
  }
  if (!life.isKnown) return;
  if (!life.isCounted && nowMs - life.sinceMs >= rule.forMs) {
    life.isCounted = true;
    life.set({ times: life.alert.times + 1 });
    sayItFlaps(life, check, nowMs);
    tell({ kind: 'changed', alert: life.alert });
  } else if (nowMs - life.sinceMs >= quietMs) {
    life.isFlapping = false;
    life.say(memory.subject.say(rule, life.figure), nowMs);
    tell({ kind: 'changed', alert: life.set({ flapping: false, times: 1 }) });
  }
}

function sayItFlaps(life: Life, check: Check, nowMs: number): void {
  const { rule, memory } = check;
  const { nextStep, actions } = memory.subject.say(rule, life.figure);
  const message = sayFlapping(rule, life.server, {
    times: life.alert.times,
    spanMs: nowMs - life.flappingSinceMs,
    figure: life.holds ? life.figure : life.saidFigure,
  });
  life.say({ message, nextStep, actions }, nowMs);
}

function keepSeverity(life: Life, check: Check, moment: Moment): void {
  const severity = severityOf(life, check);
  const { threshold } = factsOf(check.rule, life.isWorse);
  if (severity === life.severity) {
    if (threshold !== life.alert.threshold) life.set({ threshold });
    return;
  }
  const rises = rankOf(severity) > rankOf(life.severity);
  if (rises && life.isBlocked) return;
  if (!life.isFlapping) life.say(check.memory.subject.say(check.rule, life.figure), moment.monotonicMs);
  life.set({ severity, threshold });
  if (rises) {
    for (const { id } of ownSilences(life.alert, moment.silences)) life.endedSilences.add(id);
    const isSeen = life.state === 'acknowledged';
    life.set({ acknowledged_at: null, ...(isSeen ? { state: 'firing' } : {}) });
  }
  moment.tell({ kind: rises ? 'worse' : 'better', alert: life.alert });
}

function keepWords(life: Life, { rule, memory }: Check, { monotonicMs: nowMs, tell }: Moment): void {
  // On its way back it says how far it had come: who was told of 12 lines must not read of one.
  if (life.isFlapping || !life.isKnown || !isReached(rule.condition, life.figure)) return;
  const { figure, saidFigure, saidMs } = life;
  const isOther =
    figure !== null && (saidFigure === null || Math.abs(figure - saidFigure) > CHANGE * Math.abs(saidFigure));
  const isStale = rule.unit === 'none' && nowMs - saidMs >= PLAIN_WORDS_MS;
  if (!isStale && !(isOther && nowMs - saidMs >= WORDS_MS)) return;
  if (life.say(memory.subject.say(rule, figure), nowMs)) tell({ kind: 'changed', alert: life.alert });
}

function severityOf(life: Life, { rule }: Check): Life['severity'] {
  return life.isWorse && rule.worse !== null ? rule.worse.severity : rule.severity;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
