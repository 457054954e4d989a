import { clockHour, DAY_S, HOUR_S, hourOf, MINUTE_S } from './day-time.ts';
import { Dice, noiseAt } from './dice.ts';
import { type Span, SpanFinder } from './spans.ts';

const GIB = 1024 ** 3;
const DISK_BYTES = 250 * GIB;
const SPARE_BYTES = 42 * GIB;

/** Somebody, or the network's time, moved the clock on the wall. */
export interface ClockJump {
  readonly atS: number;
  readonly byMs: number;
}

/** What befalls the whole machine. */
export interface Machine {
  readonly diskBytes: number;
  /** Every night, and two hours at noon now and then. In order of time. */
  readonly sleeps: readonly Span[];
  readonly offline: readonly Span[];
  readonly jumps: readonly ClockJump[];
  readonly isAsleep: (second: number) => boolean;
  readonly isOffline: (second: number) => boolean;
  readonly memoryPercent: (second: number) => number;
  readonly diskFreeBytes: (second: number) => number;
}

/** Something that fills the disk until its owner makes room. */
export interface DiskEater extends Span {
  readonly bytesPerS: number;
}

/** What befalls the machine beside what is ordinary. */
export interface MachineTroubles {
  readonly sleeps: readonly Span[];
  readonly offline: readonly Span[];
  readonly jumps: readonly ClockJump[];
}

const NO_TROUBLES: MachineTroubles = { sleeps: [], offline: [], jumps: [] };

/** A laptop's month: it sleeps at night, loses its network for moments, and its clock is set now and then. */
export function makeMachine(
  days: number,
  seed: number,
  eaters: readonly DiskEater[],
  troubles = NO_TROUBLES,
): Machine {
  const dice = new Dice(seed);
  const sleeps: Span[] = [...troubles.sleeps];
  const offline: Span[] = [...troubles.offline];
  const jumps: ClockJump[] = [...troubles.jumps];
  for (let day = 0; day < days; day++) {
    const wakesAtS = hourOf(day, dice.between(6.6, 7.4));
    sleeps.push({ fromS: day * DAY_S, toS: wakesAtS });
    offline.push({ fromS: wakesAtS, toS: wakesAtS + dice.between(2, 25) });
    if (day % 3 === 1) {
      const napAtS = hourOf(day, dice.between(12, 14));
      sleeps.push({ fromS: napAtS, toS: napAtS + 2 * HOUR_S });
      offline.push({ fromS: napAtS + 2 * HOUR_S, toS: napAtS + 2 * HOUR_S + dice.between(2, 25) });
    }
    if (dice.chance(0.7)) offline.push(spanFrom(hourOf(day, dice.between(16.5, 22)), dice.between(8, 40)));
    jumps.push({ atS: hourOf(day, dice.between(8, 11)), byMs: dice.between(-400, 400) });
    if (day % 7 === 5) {
      const byMs = HOUR_S * 1000 * (day % 2 === 0 ? 1 : -1);
      jumps.push({ atS: hourOf(day, 17), byMs }, { atS: hourOf(day, 19), byMs: -byMs });
    }
    sleeps.push({ fromS: hourOf(day, dice.between(24.1, 25.2)), toS: (day + 1) * DAY_S });
  }
  const asleep = new SpanFinder(sleeps);
  const away = new SpanFinder(offline);
  return {
    diskBytes: DISK_BYTES,
    sleeps: sleeps.toSorted((a, b) => a.fromS - b.fromS),
    offline: offline.toSorted((a, b) => a.fromS - b.fromS),
    jumps: jumps.toSorted((a, b) => a.atS - b.atS),
    isAsleep: (second) => asleep.find(second) !== null,
    isOffline: (second) => away.find(second) !== null,
    memoryPercent: (second) => memoryPercent(seed, second),
    diskFreeBytes: (second) => diskFree(seed, second) - eatenBy(eaters, second),
  };
}

function spanFrom(fromS: number, lengthS: number): Span {
  return { fromS, toS: fromS + lengthS };
}

/** Fuller by day; now and then nearly full for half a minute. */
function memoryPercent(seed: number, second: number): number {
  const atWork = clockHour(second) > 9 && clockHour(second) < 19 ? 14 : 0;
  const slow = 6 * noiseAt(seed + 1, Math.floor(second / (20 * MINUTE_S)));
  const isSqueezed = noiseAt(seed + 2, Math.floor(second / 40)) > 0.9985;
  return 56 + atWork + slow + 1.5 * noiseAt(seed + 3, Math.floor(second)) + (isSqueezed ? 16 : 0);
}

/** Comes and goes by a few GiB in the course of days. */
function diskFree(seed: number, second: number): number {
  const days = second / DAY_S;
  return (
    SPARE_BYTES + 4 * GIB * Math.sin(days * 0.9 + seed) + GIB * noiseAt(seed + 4, Math.floor(second / 3600))
  );
}

function eatenBy(eaters: readonly DiskEater[], second: number): number {
  let eaten = 0;
  for (const { fromS, toS, bytesPerS } of eaters) {
    if (second >= fromS && second < toS) eaten += (second - fromS) * bytesPerS;
  }
  return eaten;
}
