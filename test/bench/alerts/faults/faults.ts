import { DAY_S, HOUR_S, hourOf, MINUTE_S } from '../traces/day-time.ts';
import { Dice } from '../traces/dice.ts';
import type { Life } from '../traces/life.ts';
import type { DiskEater, Machine } from '../traces/machine.ts';
import { overlaps, type Span } from '../traces/spans.ts';
import { FAULT_KINDS, type FaultKind, fitting } from './fault-kinds.ts';
import { injectFault } from './inject-fault.ts';

/** Something that a person would want to know of. Until it ends, which is when somebody has mended it. */
export interface Fault extends Span {
  readonly kind: FaultKind;
  /** Null when it is the machine's. */
  readonly server: string | null;
  /** Who suffers under it, beside that server. */
  readonly others: readonly string[];
  /** Rules that say what is wrong; a notification by any of them is the right one. */
  readonly rules: readonly string[];
  /** Those of the others, and what follows from it: no false alarms, but no help either. */
  readonly consequences: readonly string[];
}

export interface FaultPlan {
  readonly lives: readonly Life[];
  readonly machine: Machine;
  readonly days: number;
  readonly ofEach: number;
  readonly seed: number;
  /** Faults that fill the disk are put here. */
  readonly eaters: DiskEater[];
}

/** A server that has had a trouble has none for so long: what is told of one must not be taken for the next. */
const APART_S = 5 * HOUR_S;
const MAX_TRIES = 20_000;

/** Puts so many faults of each kind into ordinary lives, at moments that fit: nobody sleeps, or touches those servers. */
export function planFaults(plan: FaultPlan): Fault[] {
  const dice = new Dice(plan.seed);
  const faults: Fault[] = [];
  for (const kind of FAULT_KINDS) {
    for (let number = 0; number < plan.ofEach; number++)
      faults.push(findPlace(plan, kind, number, faults, dice));
  }
  return faults.toSorted((a, b) => a.fromS - b.fromS);
}

function findPlace(
  plan: FaultPlan,
  kind: FaultKind,
  number: number,
  earlier: readonly Fault[],
  dice: Dice,
): Fault {
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const life = dice.pick(plan.lives);
    const shape = fitting(kind, number, plan.ofEach, dice);
    const day = dice.whole(shape.firstDay, plan.days - 1 - Math.ceil(shape.lengthS / DAY_S));
    const fromS = hourOf(day, dice.between(shape.hours[0], shape.hours[1]));
    const span = { fromS, toS: fromS + shape.lengthS };
    const others = kind === 'dependency' ? dependantsOf(life, plan.lives) : [];
    const fits =
      shape.fits({ life, dependants: others.length, span }) &&
      isAwake(plan.machine, span, shape.mayLastOvernight) &&
      [life, ...others].every((one) => isFree(one, span, earlier)) &&
      (shape.resource !== 'disk' || isDiskFree(span, earlier));
    if (!fits) continue;
    return injectFault({ kind, shape, life, others, span, dice, eaters: plan.eaters });
  }
  throw new Error(`no place for a fault of kind ${kind} was found`);
}

function dependantsOf({ character }: Life, lives: readonly Life[]): Life[] {
  return lives.filter(
    (one) =>
      one.character.dependsOn !== null && lives[one.character.dependsOn]?.character.name === character.name,
  );
}

function isAwake({ sleeps, offline }: Machine, span: Span, mayLastOvernight: boolean): boolean {
  if (mayLastOvernight) return true;
  const wide = { fromS: span.fromS - 5 * MINUTE_S, toS: span.toS + 2 * MINUTE_S };
  const wakes = sleeps.map(({ toS }) => ({ fromS: toS, toS: toS + 3 * MINUTE_S }));
  return [...sleeps, ...wakes, ...offline].every((one) => !overlaps(one, wide));
}

/** One thing at a time fills the disk. */
function isDiskFree({ fromS, toS }: Span, faults: readonly Fault[]): boolean {
  const apart = { fromS: fromS - APART_S, toS: toS + APART_S };
  return faults.every((fault) => fault.server !== null || !overlaps(fault, apart));
}

/** Whether nothing else happens to it before, meanwhile and after. */
function isFree(life: Life, { fromS, toS }: Span, faults: readonly Fault[]): boolean {
  const { name } = life.character;
  const quietTime = { fromS: fromS - 15 * MINUTE_S, toS: toS + 15 * MINUTE_S };
  const apart = { fromS: fromS - APART_S, toS: toS + APART_S };
  return (
    life.spells.every((spell) => !overlaps(spell, quietTime)) &&
    faults.every(
      (fault) => (fault.server !== name && !fault.others.includes(name)) || !overlaps(fault, apart),
    )
  );
}
