import type { Rule } from '../../configuration/configuration.ts';
import { count, sayBytes, sayDuration } from '../../health/health.ts';

/** A figure in the unit of its rule: "1.4 GB", "93 %", "5 min", "12". */
export function sayFigure(value: number, unit: Rule['unit']): string {
  switch (unit) {
    case 'bytes':
      return sayBytes(value);
    case 'percent':
      return `${sayNumber(value)} %`;
    case 'milliseconds':
      return sayDuration(value);
    case 'seconds':
      return sayDuration(value * 1_000);
    case 'count':
    case 'none':
      return sayNumber(value);
    default:
      return unit satisfies never;
  }
}

/** 0.04, 3.2, 1.5 million as 1,500,000: two figures where they tell something. */
export function sayNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(size < 10 ? 2 : 3)));
}

/** "3.2 times". */
export function sayTimes(value: number): string {
  return `${sayNumber(value)} times`;
}

/** "once", "twice", "4 times". */
export function sayOften(times: number): string {
  if (times === 1) return 'once';
  return times === 2 ? 'twice' : count(times, 'time');
}

/** "in 13 days", "in 5 h", "10 h ago". @param days negative for what is past */
export function sayWhen(days: number): string {
  const length = sayDuration(Math.abs(days) * 86_400_000);
  return days < 0 ? `${length} ago` : `in ${length}`;
}
