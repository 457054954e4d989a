import { FAULT_KINDS, type FaultKind } from './faults/fault-kinds.ts';
import type { Fault } from './faults/faults.ts';
import type { Told } from './replay.ts';

/** What is told of a fault shortly after it was mended is still told of it. */
const GRACE_S = 600;

/** What became of one fault. */
export interface FaultOutcome {
  readonly fault: Fault;
  /** Seconds from its beginning until somebody was told what is wrong; null when nobody ever was. */
  readonly toldAfterS: number | null;
  readonly rule: string | null;
  /** Seconds from when the rule's condition truly began to hold, beyond the time for which it must. */
  readonly lateByS: number | null;
  readonly forS: number | null;
  /** All that told of it, the first included. */
  readonly notifications: number;
}

export interface Score {
  readonly outcomes: readonly FaultOutcome[];
  /** Notifications that something is wrong. */
  readonly notifications: number;
  /** Those that name a fault by a rule that says what it is. */
  readonly right: number;
  /** Those that tell only of what follows from a fault. */
  readonly beside: readonly Told[];
  /** Those of which nothing is true. */
  readonly wrong: readonly Told[];
  readonly precision: number;
  readonly recall: number;
}

export function scoreOf(faults: readonly Fault[], told: readonly Told[]): Score {
  const troubles = told.filter(({ notification: { kind } }) => kind === 'firing' || kind === 'worse');
  const right = troubles.filter((one) => faults.some((fault) => tells(one, fault, fault.rules)));
  const others = troubles.filter((one) => !right.includes(one));
  const beside = others.filter((one) => faults.some((fault) => tells(one, fault, fault.consequences)));
  const outcomes = faults.map((fault) => outcomeOf(fault, troubles));
  const found = outcomes.filter(({ toldAfterS }) => toldAfterS !== null).length;
  return {
    outcomes,
    notifications: troubles.length,
    right: right.length,
    beside,
    wrong: others.filter((one) => !beside.includes(one)),
    precision: troubles.length === 0 ? 1 : right.length / troubles.length,
    recall: faults.length === 0 ? 1 : found / faults.length,
  };
}

function tells(told: Told, fault: Fault, rules: readonly string[]): boolean {
  return alertOf(told, fault, rules) !== undefined;
}

function alertOf({ atS, alerts }: Told, fault: Fault, rules: readonly string[]) {
  if (atS < fault.fromS || atS > fault.toS + GRACE_S) return undefined;
  return alerts.find(({ alert: { server, rule } }) => {
    const isIts = server === fault.server;
    const isOthers = rules === fault.consequences && server !== null && fault.others.includes(server);
    return (isIts || isOthers) && rules.includes(rule);
  });
}

function outcomeOf(fault: Fault, told: readonly Told[]): FaultOutcome {
  const all = told.filter((one) => tells(one, fault, fault.rules) || tells(one, fault, fault.consequences));
  const first = told.find((one) => tells(one, fault, fault.rules));
  const found = first === undefined ? undefined : alertOf(first, fault, fault.rules);
  const isKnown = first !== undefined && found !== undefined && found.heldFromS !== null;
  return {
    fault,
    toldAfterS: first === undefined ? null : first.atS - fault.fromS,
    rule: found?.alert.rule ?? null,
    lateByS: isKnown ? first.atS - (found.heldFromS ?? 0) - found.forS : null,
    forS: found?.forS ?? null,
    notifications: all.length,
  };
}

/** By kind, in the order of {@link FAULT_KINDS}. */
export function byKind(outcomes: readonly FaultOutcome[]): [FaultKind, FaultOutcome[]][] {
  return FAULT_KINDS.map((kind) => [kind, outcomes.filter(({ fault }) => fault.kind === kind)]);
}

/** The value that this share of all does not pass; null without any. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
