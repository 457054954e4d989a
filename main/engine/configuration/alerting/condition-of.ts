import type { RuleEntry } from '../versions/alert-keys.ts';
import { readFigure, writeFigure } from './read-figure.ts';
import type { Condition, Rule } from './rule.ts';

/** Says what is wrong with a key of a rule; `path` begins at the rule. */
export type Complain = (path: readonly (string | number)[], says: string) => void;

type Entry = NonNullable<RuleEntry>;
type Unit = Rule['unit'];

/** Each says when a rule's condition holds; a rule has one of them. */
export const CONDITION_KEYS = ['above', 'below', 'rise', 'absent', 'pattern'] as const;

const WINDOW_MS = 5 * 60_000;
/** How far from `enter` a condition ends where nobody says so. */
const MARGIN = 0.1;

/** The condition of a rule as its entry changes it. Null where there is none, or where what is said was complained of. */
export function conditionOf(
  entry: Entry,
  base: Condition | null,
  unit: Unit,
  complain: Complain,
): Condition | null {
  const [key, other] = CONDITION_KEYS.filter((one) => entry[one] !== undefined);
  if (other !== undefined) {
    complain([other], `stands beside "${key}": a rule has one condition`);
    return null;
  }
  const kind = key === 'pattern' ? 'log' : (key ?? base?.kind);
  switch (kind) {
    case undefined:
      return null;
    case 'above':
    case 'below':
      notUsed(entry, ['within', 'count'], kind, complain);
      return limit(entry, kind, base?.kind === kind ? base : null, unit, complain);
    case 'rise': {
      notUsed(entry, ['exit', 'count'], kind, complain);
      const was = base?.kind === kind ? base : null;
      const by = figure(entry, 'rise', unit, complain) ?? was?.by;
      if (by === undefined) return null;
      if (by <= 0) complain(['rise'], 'must be more than nothing: it is how far the figure rises');
      return { kind, by, windowMs: entry.within ?? was?.windowMs ?? WINDOW_MS };
    }
    case 'absent':
      notUsed(entry, ['exit', 'within', 'count'], kind, complain);
      return { kind };
    case 'log': {
      notUsed(entry, ['exit'], 'pattern', complain);
      const was = base?.kind === kind ? base : null;
      const pattern = entry.pattern ?? was?.pattern;
      if (pattern === undefined) return null;
      const fault = entry.pattern === undefined ? null : faultOf(pattern);
      if (fault !== null) complain(['pattern'], fault);
      const count = entry.count ?? was?.count ?? 1;
      return { kind, pattern, count, windowMs: entry.within ?? was?.windowMs ?? WINDOW_MS };
    }
    default:
      return kind satisfies never;
  }
}

type Limit = Extract<Condition, { kind: 'above' | 'below' }>;

function limit(
  entry: Entry,
  kind: Limit['kind'],
  base: Limit | null,
  unit: Unit,
  complain: Complain,
): Condition | null {
  const enter = figure(entry, kind, unit, complain) ?? base?.enter;
  if (enter === undefined) return null;
  const given = figure(entry, 'exit', unit, complain);
  if (given === undefined) {
    const isAsBefore = base !== null && base.enter === enter;
    return { kind, enter, exit: isAsBefore ? base.exit : exitOf(kind, enter, base) };
  }
  if (kind === 'above' ? given > enter : given < enter) {
    const write = (value: number) => writeFigure(value, unit);
    const side = kind === 'above' ? 'above' : 'below';
    const says = `must not be ${side} what it begins at: ${write(given)} is ${side} ${write(enter)}`;
    complain(['exit'], says);
  }
  return { kind, enter, exit: given };
}

/** As far from `enter`, by its size, as it was before. */
function exitOf(kind: Limit['kind'], enter: number, base: Limit | null): number {
  const share = base === null || base.enter === 0 ? MARGIN : Math.abs((base.enter - base.exit) / base.enter);
  if (share === 0) return enter;
  const margin = Math.abs(enter) * share;
  // Nobody has to read "35156250B".
  const exit = Number((kind === 'above' ? enter - margin : enter + margin).toPrecision(3));
  return kind === 'above' ? Math.min(enter, exit) : Math.max(enter, exit);
}

function figure(
  entry: Entry,
  key: 'above' | 'below' | 'rise' | 'exit',
  unit: Unit,
  complain: Complain,
): number | undefined {
  const value = entry[key];
  if (value === undefined) return undefined;
  const read = readFigure(value, unit);
  if ('is' in read) return read.is;
  complain([key], read.message);
  return undefined;
}

function notUsed(
  entry: Entry,
  keys: readonly ('exit' | 'within' | 'count')[],
  kind: string,
  complain: Complain,
): void {
  const key = keys.find((one) => entry[one] !== undefined);
  if (key !== undefined) complain([key], `has no meaning beside "${kind}": take it out`);
}

/** Lines are compared without regard to case. */
function faultOf(pattern: string): string | null {
  try {
    const isAlways = new RegExp(pattern, 'i').test('');
    return isAlways ? 'matches every line: say what must stand in it' : null;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /, '') : String(error);
    return `is no regular expression: ${why}`;
  }
}
