import type { Character } from './characters.ts';
import { DAY_S, HOUR_S, hourOf, MINUTE_S } from './day-time.ts';
import { Dice } from './dice.ts';
import { overlaps, type Span } from './spans.ts';

/** A time in which a server does not simply run. */
export interface Spell extends Span {
  readonly kind: 'stopped' | 'restarting' | 'hung' | 'down' | 'looping' | 'failed';
  /** It is restarted because it did not answer, and has answered nothing since. */
  readonly unanswered?: boolean;
}

/** What its figures do beside what is usual for it. */
export type Effect = Span &
  (
    | { readonly kind: 'cpu'; readonly percent: number }
    /** `trips`: no answers at all, so that the circuit breaker opens; else tools that say that they failed. */
    | { readonly kind: 'errors'; readonly share: number; readonly trips: boolean }
    | { readonly kind: 'slow'; readonly factor: number }
    | { readonly kind: 'memory'; readonly bytesPerS: number }
    | { readonly kind: 'files'; readonly perS: number }
    | { readonly kind: 'lines'; readonly count: number }
    /** Calls that fail one after the other, by a model that doesn't see why. */
    | { readonly kind: 'clump'; readonly count: number }
  );

/** What happens to one server in the course of a trace. */
export interface Life {
  readonly character: Character;
  /** When it is used; they lie one behind the other. */
  readonly sessions: readonly Span[];
  readonly spells: Spell[];
  /** Its owner has just started, restarted or edited it. */
  readonly quiets: (Span & { readonly why: string })[];
  /** Unwanted ends. */
  readonly ends: number[];
  readonly limitRestarts: number[];
  readonly effects: Effect[];
  /** What it depends on is away. */
  readonly lacks: Span[];
}

/** Of the owner's commands: nothing is told for so long. */
const EDIT_QUIET_S = 60;

/** Ordinary life: nothing in it is anybody's trouble. */
export function liveOrdinarily(character: Character, days: number): Life {
  const dice = new Dice(character.seed + 17);
  const life: Life = {
    character,
    sessions: sessionsOf(character, days, dice),
    spells: [],
    quiets: [],
    ends: [],
    limitRestarts: [],
    effects: [],
    lacks: [],
  };
  const inDaytime = (day: number) => hourOf(day, dice.between(7.6, 24));
  const often = (eachDays: number, what: (atS: number) => void) => {
    for (let at = dice.gap(eachDays); at < days; at += dice.gap(eachDays)) what(inDaytime(Math.floor(at)));
  };
  const effect = (one: Effect) => life.effects.push(one);

  often(10, (atS) => stopByOwner(life, atS, dice.between(10 * MINUTE_S, 6 * HOUR_S)));
  often(7, (atS) => restartByOwner(life, atS, dice, 'you restarted it'));
  often(0.8, (fromS) =>
    effect({ kind: 'cpu', fromS, toS: fromS + dice.between(10, 40), percent: dice.between(94, 101) }),
  );
  often(3.5, (fromS) =>
    effect({
      kind: 'errors',
      fromS,
      toS: fromS + dice.between(8, 40),
      share: dice.between(0.5, 1),
      trips: dice.chance(0.5),
    }),
  );
  often(3.5, (fromS) =>
    effect({ kind: 'slow', fromS, toS: fromS + dice.between(40, 240), factor: dice.between(3, 8) }),
  );
  often(1 / character.calls.clumpsADay, (fromS) =>
    effect({ kind: 'clump', fromS, toS: fromS + dice.between(30, 150), count: dice.whole(3, 10) }),
  );
  often(7 / Math.max(0.01, character.logBurstsAWeek), (fromS) =>
    effect({ kind: 'lines', fromS, toS: fromS + dice.between(0.1, 30), count: dice.whole(8, 30) }),
  );
  if (character.batchMinutes > 0) {
    for (let day = 0; day < days; day++) {
      const fromS = hourOf(day, dice.between(22.5, 23.5));
      const toS = fromS + character.batchMinutes * MINUTE_S * dice.between(0.85, 1.1);
      effect({ kind: 'cpu', fromS, toS, percent: dice.between(96, 101) });
    }
  }
  return life;
}

/** Somebody edits the configuration: some servers start anew. */
export function editTogether(lives: readonly Life[], days: number, seed: number): void {
  const dice = new Dice(seed);
  for (let at = dice.gap(2); at < days; at += dice.gap(2)) {
    const atS = hourOf(Math.floor(at), dice.between(8, 24));
    const count = dice.whole(1, 5);
    for (let one = 0; one < count; one++) restartByOwner(dice.pick(lives), atS, dice, 'you edited it');
  }
}

/** One end that nobody wanted, and it is back within seconds. */
export function crashNowAndThen(lives: readonly Life[], days: number, aWeek: number, seed: number): number {
  const dice = new Dice(seed);
  let crashes = 0;
  for (let at = dice.gap(7 / aWeek); at < days; at += dice.gap(7 / aWeek)) {
    const life = dice.pick(lives);
    const fromS = hourOf(Math.floor(at), dice.between(8, 24));
    const spell: Spell = { kind: 'down', fromS, toS: fromS + 0.25 + dice.between(0.5, 5) };
    if (!addSpell(life, spell)) continue;
    life.ends.push(fromS);
    life.effects.push({ kind: 'lines', fromS: fromS - 0.2, toS: fromS, count: dice.whole(3, 25) });
    crashes += 1;
  }
  return crashes;
}

/** False where it does not fit between the others. */
export function addSpell(life: Life, spell: Spell): boolean {
  if (life.spells.some((other) => overlaps(other, { fromS: spell.fromS - 120, toS: spell.toS + 120 })))
    return false;
  life.spells.push(spell);
  return true;
}

function stopByOwner(life: Life, fromS: number, lengthS: number): void {
  const toS = Math.min(fromS + lengthS, (Math.floor(fromS / DAY_S) + 0.8) * DAY_S);
  if (toS <= fromS || !addSpell(life, { kind: 'stopped', fromS, toS })) return;
  life.quiets.push({ fromS: toS, toS: toS + EDIT_QUIET_S, why: 'you started it' });
}

function restartByOwner(life: Life, fromS: number, dice: Dice, why: string): void {
  if (!addSpell(life, { kind: 'restarting', fromS, toS: fromS + dice.between(1.5, 6) })) return;
  life.quiets.push({ fromS, toS: fromS + EDIT_QUIET_S, why });
}

function sessionsOf({ calls }: Character, days: number, dice: Dice): Span[] {
  const spans: Span[] = [];
  for (let day = 0; day < days; day++) {
    const isFree = calls.officeHours && day % 7 >= 5;
    const count = isFree ? 0 : Math.round(calls.sessionsADay * dice.between(0.5, 1.5));
    for (let at = 0; at < count; at++) {
      const fromS = hourOf(day, calls.officeHours ? dice.between(8.5, 17.5) : dice.between(7.2, 23.8));
      spans.push({ fromS, toS: fromS + calls.sessionS * dice.between(0.3, 2) });
    }
  }
  return joined(spans);
}

/** One behind the other, a minute apart at least. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromS - b.fromS)) {
    const last = result.at(-1);
    if (last !== undefined && span.fromS < last.toS + MINUTE_S) {
      result[result.length - 1] = { fromS: last.fromS, toS: Math.max(last.toS, span.toS) };
    } else result.push(span);
  }
  return result;
}
