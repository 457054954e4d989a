import { HOUR_S } from '../traces/day-time.ts';
import type { Dice } from '../traces/dice.ts';
import type { Effect, Life, Spell } from '../traces/life.ts';
import type { DiskEater } from '../traces/machine.ts';
import { overlaps, type Span } from '../traces/spans.ts';
import type { FaultKind, FaultShape } from './fault-kinds.ts';
import type { Fault } from './faults.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** As supervision has it: waits between starts, ends that make a loop, when a start is given up, when a hang is seen. */
const WAITS_S = [1, 2, 4, 8, 16];
const TRIALS_S = [300, 900, 1800, 2700, 3600, 4500];
const START_GIVEN_UP_S = 30;
const HANG_SEEN_S = [28, 38] as const;
const STOP_LADDER_S = 8;

export interface Injection {
  readonly kind: FaultKind;
  readonly shape: FaultShape;
  readonly life: Life;
  readonly others: readonly Life[];
  readonly span: Span;
  readonly dice: Dice;
  readonly eaters: DiskEater[];
}

const DOWN_RULES = ['down', 'crash_loop', 'cannot_start', 'hung'];
const WHILE_DOWN = ['unsteady', 'connection_flapping', 'error_rate', 'breaker_open', 'log_errors', 'slow'];
const WHILE_LACKING = ['critical_dependency', 'dependency', ...WHILE_DOWN];

/** Makes it part of those lives. */
export function injectFault(injection: Injection): Fault {
  const { kind, shape, life, others, span } = injection;
  const fault = (rules: readonly string[], consequences: readonly string[]): Fault => ({
    ...span,
    kind,
    server: shape.resource === 'disk' ? null : life.character.name,
    others: others.map(({ character }) => character.name),
    rules,
    consequences,
  });
  switch (kind) {
    case 'crash loop':
      endAgainAndAgain(injection, 0.5, 3);
      return fault(['crash_loop', 'down', 'cannot_start'], WHILE_DOWN);
    case 'cannot start':
      life.ends.push(span.fromS);
      life.spells.push({ kind: 'failed', ...span });
      return fault(['cannot_start'], WHILE_DOWN);
    case 'down':
      goDown(injection, span.fromS, false);
      return fault(DOWN_RULES, WHILE_DOWN);
    case 'hang':
      hang(injection);
      return fault(DOWN_RULES, WHILE_DOWN);
    case 'memory leak':
      replaceEffect(life, { kind: 'memory', ...span, bytesPerS: (shape.amount * MIB) / HOUR_S });
      // Mended by a restart.
      life.spells.push({ kind: 'restarting', fromS: span.toS, toS: span.toS + 3 });
      return fault(['memory_leak', 'unusual_memory', 'limit_soon', 'memory_limit'], []);
    case 'runs out':
      return fault(runOut(injection), []);
    case 'CPU stuck':
      replaceEffect(life, { kind: 'cpu', ...span, percent: shape.amount });
      // Who has no processor time left answers slowly.
      replaceEffect(life, { kind: 'slow', ...span, factor: injection.dice.between(1.5, 4) });
      return fault(['high_cpu'], ['slow']);
    case 'errors':
      replaceEffect(life, {
        kind: 'errors',
        ...span,
        share: shape.amount,
        trips: injection.dice.chance(0.5),
      });
      return fault(['error_rate', 'breaker_open'], ['log_errors', 'connection_flapping']);
    case 'slow':
      replaceEffect(life, { kind: 'slow', ...span, factor: shape.amount });
      return fault(['slow'], []);
    case 'dependency':
      goDown(injection, span.fromS, false);
      for (const other of others) lack(other, injection);
      return fault(DOWN_RULES, WHILE_LACKING);
    default:
      return kind satisfies never;
  }
}

/** Up for a moment, and down again, until it is called a crash loop. */
function endAgainAndAgain({ life, span, dice }: Injection, leastUpS: number, mostUpS: number): void {
  let at = span.fromS;
  for (const wait of WAITS_S) {
    const backS = at + wait * dice.between(0.75, 1.25) + dice.between(0.4, 1.5);
    down(life, 'down', at, backS);
    at = backS + dice.between(leastUpS, mostUpS);
  }
  loop(life, at, span.toS);
}

/**
 * Gone, and no start comes to anything: a process that hangs in its start, or a connection that can't be made. What never
 * came to be does not go down once more.
 */
function goDown({ life, span, dice }: Injection, fromS: number, unanswered: boolean): void {
  let loopS = fromS;
  for (const wait of WAITS_S) loopS += wait * dice.between(0.75, 1.25) + START_GIVEN_UP_S;
  const loops = !life.character.remote && loopS < span.toS;
  down(life, 'down', fromS, loops ? loopS : span.toS, unanswered);
  if (loops) life.spells.push({ kind: 'looping', fromS: loopS, toS: span.toS, unanswered });
}

/** Its answers stay away; that is seen after three probes, and no restart mends it. */
function hang(injection: Injection): void {
  const { life, span, dice } = injection;
  const seenS = span.fromS + dice.between(...HANG_SEEN_S);
  life.spells.push({ kind: 'hung', fromS: seenS, toS: seenS + STOP_LADDER_S });
  goDown(injection, seenS + STOP_LADDER_S, true);
}

/** Called a crash loop from its sixth end on; a trial now and then ends like the others. */
function loop(life: Life, fromS: number, toS: number): void {
  down(life, 'looping', fromS, toS);
  life.ends.push(...TRIALS_S.map((after) => fromS + after).filter((at) => at < toS));
}

function down(life: Life, kind: Spell['kind'], fromS: number, toS: number, unanswered = false): void {
  life.spells.push({ kind, fromS, toS, unanswered });
  life.ends.push(fromS);
}

function lack(life: Life, { span, dice }: Injection): void {
  const fromS = span.fromS + dice.between(0.2, 4);
  life.lacks.push({ fromS, toS: span.toS + dice.between(1, 8) });
  replaceEffect(life, {
    kind: 'errors',
    fromS,
    toS: span.toS,
    share: dice.between(0.6, 1),
    trips: dice.chance(0.3),
  });
}

function runOut({ life, shape, span, dice, eaters }: Injection): string[] {
  const lengthS = span.toS - span.fromS;
  switch (shape.resource) {
    case 'files': {
      const { limit, rest } = life.character.openFiles;
      // It is at its limit for the last third.
      replaceEffect(life, { kind: 'files', ...span, perS: ((limit - rest) / lengthS) * 1.5 });
      life.spells.push({ kind: 'restarting', fromS: span.toS, toS: span.toS + 3 });
      return ['open_files_limit'];
    }
    case 'disk':
      eaters.push({ ...span, bytesPerS: ((dice.between(41, 44) * GIB) / lengthS) * 1.2 });
      return ['disk_space', 'disk_share', 'machine_trouble'];
    default: {
      const { memory, memoryLimit } = life.character;
      const spare = (memoryLimit ?? 0) - memory.base - memory.warm;
      // It passes its limit at the end at the latest, and is restarted for that.
      replaceEffect(life, { kind: 'memory', ...span, bytesPerS: (spare * MIB) / lengthS });
      life.limitRestarts.push(span.toS);
      life.spells.push({ kind: 'restarting', fromS: span.toS, toS: span.toS + 2.4 });
      return ['memory_limit', 'limit_soon', 'memory_leak', 'limit_restart'];
    }
  }
}

/** What was ordinary of that kind gives way. */
function replaceEffect(life: Life, effect: Effect): void {
  const kept = life.effects.filter((one) => one.kind !== effect.kind || !overlaps(one, effect));
  life.effects.splice(0, life.effects.length, ...kept, effect);
}
