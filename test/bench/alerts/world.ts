import { type Fault, planFaults } from './faults/faults.ts';
import { LatencyHabit } from './habits/latency-habit.ts';
import { LogHabit } from './habits/log-habit.ts';
import { MemoryHabit } from './habits/memory-habit.ts';
import { type Character, makeCharacters } from './traces/characters.ts';
import { Gauges } from './traces/gauges.ts';
import { crashNowAndThen, editTogether, type Life, liveOrdinarily } from './traces/life.ts';
import { type DiskEater, type Machine, type MachineTroubles, makeMachine } from './traces/machine.ts';
import { Traffic } from './traces/traffic.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly days: number;
  readonly servers: number;
  /** Of each kind; 0 is ordinary life. */
  readonly faultsOfEach: number;
  /** Single ends, of all servers together, that are mended by a restart within seconds. */
  readonly crashesAWeek: number;
  /** What happens to all at once, beside that. */
  readonly befall?: (lives: readonly Life[]) => MachineTroubles;
}

/** Everything that can be asked of one server, as of the day that was made last. */
export interface ServerTrace {
  readonly life: Life;
  readonly character: Character;
  readonly gauges: Gauges;
  readonly traffic: Traffic;
  readonly latency: LatencyHabit;
  readonly memory: MemoryHabit;
  readonly log: LogHabit;
}

/** Servers and their machine over some days, the same for the same seed. */
export interface World {
  readonly days: number;
  readonly machine: Machine;
  readonly servers: readonly ServerTrace[];
  readonly faults: readonly Fault[];
  /** How often each thing happened that is nobody's trouble. */
  readonly ordinary: Readonly<Record<string, number>>;
  /** To be called for each day in turn. */
  makeDay(day: number): void;
}

export function makeWorld(options: WorldOptions): World {
  const { seed, days, servers: count, faultsOfEach, crashesAWeek, befall } = options;
  const lives = makeCharacters(count, seed).map((character) => liveOrdinarily(character, days));
  editTogether(lives, days, seed + 1);
  const crashes = crashNowAndThen(lives, days, crashesAWeek, seed + 2);
  const ordinary = countOrdinary(lives, crashes);
  const eaters: DiskEater[] = [];
  const troubles = befall?.(lives);
  const calm = makeMachine(days, seed + 3, [], troubles);
  const faults = planFaults({ lives, machine: calm, days, ofEach: faultsOfEach, seed: seed + 4, eaters });
  const machine = eaters.length === 0 ? calm : makeMachine(days, seed + 3, eaters, troubles);
  const servers = lives.map((life) => traceOf(life, machine));
  return {
    days,
    machine,
    servers,
    faults,
    ordinary: {
      ...ordinary,
      'nights and naps': machine.sleeps.length - days,
      'times without a network, shorter than a minute': machine.offline.length,
      'jumps of the clock': machine.jumps.length,
    },
    makeDay(day) {
      for (const { traffic, latency, memory, log } of servers) {
        traffic.makeDay(day);
        latency.makeDay(traffic);
        memory.makeDay(day);
        log.makeDay(traffic);
      }
    },
  };
}

function traceOf(life: Life, machine: Machine): ServerTrace {
  const { character } = life;
  const gauges = new Gauges(life);
  return {
    life,
    character,
    gauges,
    traffic: new Traffic(life, gauges, machine),
    latency: new LatencyHabit(),
    memory: new MemoryHabit(character, gauges, machine),
    log: new LogHabit(),
  };
}

function countOrdinary(lives: readonly Life[], crashes: number): Record<string, number> {
  const spells = lives.flatMap((life) => life.spells);
  const effects = lives.flatMap((life) => life.effects);
  const count = (kind: string) => effects.filter((effect) => effect.kind === kind).length;
  return {
    'stopped by their owner': spells.filter(({ kind }) => kind === 'stopped').length,
    'restarted or edited by their owner': spells.filter(({ kind }) => kind === 'restarting').length,
    'single ends, restarted within seconds': crashes,
    'CPU at 100 % for 10 to 40 s, and nightly for minutes': count('cpu'),
    'half a minute of errors': count('errors'),
    'a few minutes of slowness': count('slow'),
    'a model that calls a tool wrongly 3 to 10 times': count('clump'),
    'stack traces': count('lines'),
  };
}
