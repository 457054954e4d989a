import type { Alert } from '#contract/alert.ts';
import type { SubjectLook } from '#engine/alerts/look.ts';
import type { Rule } from '#engine/configuration/configuration.ts';
import { DAY_S } from './traces/day-time.ts';
import type { Machine } from './traces/machine.ts';

/** As far as it is looked back for a beginning, beyond what the rule wants. */
const LOOK_BACK_S = 2 * 3600;

export interface Question {
  readonly rule: Rule;
  readonly subject: SubjectLook & { set(second: number): void };
  readonly alert: Alert;
  readonly atS: number;
  readonly machine: Machine;
}

/**
 * When a condition that was told of truly began to hold: found in the trace itself, second by second, and so up to a step
 * earlier than any look could have seen it. Null where the beginning lies before what can be looked back to.
 */
export function beganToHold({ rule, subject, alert, atS, machine }: Question): {
  readonly forS: number;
  readonly heldFromS: number | null;
} {
  const { condition, worse } = rule;
  const isWorse = worse !== null && alert.severity === worse.severity && rule.severity !== worse.severity;
  const forS = (isWorse ? worse.forMs : rule.forMs) / 1000;
  if (condition.kind !== 'above' && condition.kind !== 'below') return { forS, heldFromS: null };
  const enter = isWorse ? worse.at : condition.enter;
  const slack = condition.kind === 'above' ? 0.9 : 1.1;
  const exit = isWorse ? worse.at * slack : condition.exit;
  const reaches = (value: number, bound: number) =>
    condition.kind === 'above' ? value >= bound : value <= bound;
  const valueAt = (second: number) => {
    subject.set(second);
    return subject.value(rule.signal, rule);
  };
  const leastS = Math.max(Math.floor(atS / DAY_S) * DAY_S, atS - forS - LOOK_BACK_S);
  let firstS = Math.floor(atS);
  const holds = (second: number): boolean => {
    const value = valueAt(second);
    return value === null || reaches(value, exit);
  };
  while (firstS > leastS && !holds(firstS)) firstS -= 1;
  while (firstS - 1 > leastS && !machine.isAsleep(firstS - 1) && holds(firstS - 1)) firstS -= 1;
  if (firstS - 1 <= leastS) return { forS, heldFromS: null };
  for (; firstS <= atS; firstS++) {
    const value = valueAt(firstS);
    if (value !== null && reaches(value, enter)) return { forS, heldFromS: firstS };
  }
  return { forS, heldFromS: null };
}
