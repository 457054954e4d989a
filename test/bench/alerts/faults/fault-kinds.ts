import { HOUR_S, MINUTE_S } from '../traces/day-time.ts';
import type { Dice } from '../traces/dice.ts';
import type { Life } from '../traces/life.ts';
import type { Span } from '../traces/spans.ts';

/** What a person would want to be told of. */
export const FAULT_KINDS = [
  'crash loop',
  'cannot start',
  'down',
  'hang',
  'memory leak',
  'runs out',
  'CPU stuck',
  'errors',
  'slow',
  'dependency',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What runs out. */
export type Resource = 'memory' | 'files' | 'disk';

export interface FaultShape {
  readonly lengthS: number;
  /** Between which hours of the day it may begin. */
  readonly hours: readonly [number, number];
  /** Habits of a day must be known before what is judged by them. */
  readonly firstDay: number;
  readonly mayLastOvernight: boolean;
  readonly resource: Resource | null;
  /** How much, by the kind: a share of calls, a factor, MiB an hour. */
  readonly amount: number;
  fits(place: { readonly life: Life; readonly dependants: number; readonly span: Span }): boolean;
}

/** How a fault of this kind is, as far as that does not hang on the server. `number` of `ofEach` spreads its variants. */
export function fitting(kind: FaultKind, number: number, ofEach: number, dice: Dice): FaultShape {
  const plain: FaultShape = {
    lengthS: dice.between(15, 90) * MINUTE_S,
    hours: [8, 22.5],
    firstDay: 0,
    mayLastOvernight: false,
    resource: null,
    amount: 0,
    fits: ({ dependants }) => dependants === 0,
  };
  switch (kind) {
    case 'crash loop':
    case 'cannot start':
    case 'down':
    case 'hang':
      return plain;
    case 'memory leak': {
      const isSlow = number < ofEach / 2;
      return {
        ...plain,
        firstDay: 1,
        hours: isSlow ? [7.8, 13] : [8, 18],
        lengthS: isSlow ? dice.between(18, 24) * HOUR_S : dice.between(3, 6) * HOUR_S,
        mayLastOvernight: isSlow,
        amount: isSlow ? dice.between(10, 60) : dice.between(500, 2500),
        // What a browser's memory does goes with its pages; and with a limit it is another kind of fault.
        fits: ({ life: { character } }) => character.kind !== 'browser' && character.memoryLimit === null,
      };
    }
    case 'runs out':
      return runningOut(plain, number % 3, dice);
    case 'CPU stuck':
      return { ...plain, lengthS: dice.between(20, 90) * MINUTE_S, amount: dice.between(96, 101) };
    case 'errors':
      return {
        ...plain,
        lengthS: dice.between(15, 60) * MINUTE_S,
        amount: dice.between(0.5, 1),
        fits: isUsed(10),
      };
    case 'slow':
      return { ...plain, firstDay: 1, lengthS: dice.between(30, 90) * MINUTE_S, amount: 5, fits: isUsed(30) };
    case 'dependency':
      return {
        ...plain,
        lengthS: dice.between(10, 60) * MINUTE_S,
        fits: ({ dependants }) => dependants >= 3,
      };
    default:
      return kind satisfies never;
  }
}

function runningOut(plain: FaultShape, which: number, dice: Dice): FaultShape {
  const lengthS = dice.between(25, 90) * MINUTE_S;
  switch (which) {
    case 0:
      return {
        ...plain,
        lengthS,
        resource: 'memory',
        fits: ({ life: { character } }) => character.memoryLimit !== null,
      };
    case 1:
      return {
        ...plain,
        lengthS,
        resource: 'files',
        fits: ({ life: { character } }) => character.openFiles.limit <= 4096,
      };
    default:
      return { ...plain, lengthS: dice.between(60, 180) * MINUTE_S, resource: 'disk', fits: () => true };
  }
}

/** Of one that nobody asks for anything nobody wants to know: it has 40 calls in five minutes for some minutes on. */
function isUsed(minutes: number): FaultShape['fits'] {
  return ({ life: { character, sessions }, span, dependants }) => {
    if (dependants > 0) return false;
    const needed = 40 / 300;
    if (character.calls.rest >= needed) return true;
    const untilS = span.fromS + minutes * MINUTE_S;
    return (
      character.calls.busy >= needed &&
      sessions.some(({ fromS, toS }) => fromS <= span.fromS - 5 * MINUTE_S && toS >= untilS)
    );
  };
}
