import { Dice } from './dice.ts';

/** What kinds of servers people run, as far as their figures differ. */
export const KINDS = [
  'idle',
  'steady',
  'office',
  'saw-tooth',
  'browser',
  'cache',
  'batch',
  'chatty',
  'flaky',
  'remote',
] as const;
export type Kind = (typeof KINDS)[number];

/** What a server is like all month. Sizes in MiB, times in seconds. */
export interface Character {
  readonly name: string;
  readonly seed: number;
  readonly kind: Kind;
  readonly memory: {
    readonly base: number;
    /** A garbage collector's, over and over. */
    readonly tooth: number;
    readonly toothS: number;
    /** Taken up after a start, and kept. */
    readonly warm: number;
    readonly warmS: number;
    /** While it is used. */
    readonly busy: number;
    readonly noise: number;
  };
  /** Null without one. */
  readonly memoryLimit: number | null;
  readonly cpu: { readonly rest: number; readonly busy: number };
  readonly threads: { readonly rest: number; readonly busy: number };
  readonly processes: { readonly rest: number; readonly busy: number };
  readonly openFiles: { readonly rest: number; readonly busy: number; readonly limit: number };
  readonly calls: {
    /** A second, while it is used and while it is not. */
    readonly busy: number;
    readonly rest: number;
    readonly sessionsADay: number;
    readonly sessionS: number;
    readonly officeHours: boolean;
    readonly failShare: number;
    /** A model that calls a tool wrongly again and again. */
    readonly clumpsADay: number;
    readonly medianMs: number;
    /** Of the logarithm: 1 is a slow tail. */
    readonly spread: number;
  };
  readonly logErrorsADay: number;
  /** Stack traces of 8 to 30 lines. */
  readonly logBurstsAWeek: number;
  readonly clients: number;
  /** By https; it needs the network. */
  readonly remote: boolean;
  /** How many minutes it works hard late in the evening; 0 without. */
  readonly batchMinutes: number;
  /** Its index among the servers; what it depends on, if anything. */
  readonly dependsOn: number | null;
  readonly dependencyIsCritical: boolean;
}

/** The first of each ten is what others of them need, such as a data base. */
const GROUP = 10;
const DEPENDANTS = [3, 4, 5, 8];

export function makeCharacters(count: number, seed: number): Character[] {
  return Array.from({ length: count }, (_, index) => makeCharacter(index, seed * 1000 + index));
}

function makeCharacter(index: number, seed: number): Character {
  const dice = new Dice(seed);
  const kind = KINDS[index % KINDS.length] ?? 'idle';
  const root = index - (index % GROUP) + 1;
  const plain: Character = {
    name: `${kind}-${Math.floor(index / KINDS.length) + 1}`,
    seed,
    kind,
    memory: {
      base: dice.between(35, 160),
      tooth: dice.between(4, 25),
      toothS: dice.between(300, 2200),
      warm: dice.between(10, 60),
      warmS: dice.between(600, 5400),
      busy: dice.between(10, 50),
      noise: dice.between(0.5, 3),
    },
    memoryLimit: null,
    cpu: { rest: dice.between(0.1, 1.5), busy: dice.between(3, 25) },
    threads: { rest: dice.whole(7, 20), busy: dice.whole(0, 6) },
    processes: { rest: dice.whole(1, 3), busy: 0 },
    openFiles: {
      rest: dice.whole(20, 60),
      busy: dice.whole(5, 60),
      limit: dice.pick([1024, 1024, 4096, 65_536]),
    },
    calls: {
      busy: dice.between(0.1, 0.6),
      rest: 1 / dice.between(300, 900),
      sessionsADay: dice.between(3, 9),
      sessionS: dice.between(900, 4500),
      officeHours: false,
      failShare: dice.between(0.001, 0.006),
      clumpsADay: 0.2,
      medianMs: dice.between(5, 250),
      spread: dice.between(0.4, 0.8),
    },
    logErrorsADay: dice.between(0, 3),
    logBurstsAWeek: dice.between(0, 1.5),
    clients: dice.whole(1, 4),
    remote: false,
    batchMinutes: 0,
    dependsOn: DEPENDANTS.includes(index % GROUP) ? root : null,
    dependencyIsCritical: index % 2 === 0,
  };
  const shaped = { ...plain, ...shapeOf(kind, plain, dice) };
  return { ...shaped, memoryLimit: dice.chance(0.4) ? peakOf(shaped) * dice.between(1.5, 2.6) : null };
}

/** What it has after its warm-up, at work, just before its garbage is collected. */
function peakOf({ memory }: Character): number {
  return memory.base + memory.tooth + memory.warm + memory.busy + 3 * memory.noise;
}

function shapeOf(kind: Kind, plain: Character, dice: Dice): Partial<Character> {
  const { memory, calls, cpu } = plain;
  switch (kind) {
    case 'idle':
      return { calls: { ...calls, busy: 1 / 40, rest: 1 / dice.between(120, 600), sessionsADay: 1 } };
    case 'steady':
      return {
        calls: { ...calls, busy: dice.between(0.5, 1.2), rest: dice.between(0.2, 0.4), sessionsADay: 6 },
      };
    case 'office':
      return {
        calls: { ...calls, busy: dice.between(0.6, 2.5), officeHours: true, sessionsADay: 10 },
        cpu: { ...cpu, busy: dice.between(15, 55) },
      };
    case 'saw-tooth':
      return { memory: { ...memory, tooth: dice.between(60, 400) } };
    case 'browser':
      return {
        memory: { ...memory, base: dice.between(120, 380), busy: dice.between(850, 1250), noise: 25 },
        cpu: { rest: 1, busy: dice.between(25, 75) },
        threads: { rest: dice.whole(30, 60), busy: dice.whole(90, 150) },
        processes: { rest: 3, busy: dice.whole(5, 14) },
        calls: { ...calls, busy: 0.15, sessionsADay: dice.between(3, 8), spread: 1, medianMs: 900 },
      };
    case 'cache':
      return { memory: { ...memory, warm: dice.between(300, 1100), warmS: dice.between(1200, 7200) } };
    case 'batch':
      return { batchMinutes: dice.between(6, 9), memory: { ...memory, busy: dice.between(60, 250) } };
    case 'chatty':
      return { logErrorsADay: dice.between(8, 60), logBurstsAWeek: dice.between(1, 5) };
    case 'flaky':
      return {
        calls: {
          ...calls,
          failShare: dice.between(0.01, 0.03),
          clumpsADay: dice.between(0.5, 2),
          spread: dice.between(0.9, 1.3),
        },
      };
    case 'remote':
      return {
        remote: true,
        calls: { ...calls, medianMs: dice.between(80, 400), spread: dice.between(0.6, 1.1) },
      };
    default:
      return kind satisfies never;
  }
}
