import type { Character } from './characters.ts';
import { noiseAt } from './dice.ts';
import type { Effect, Life, Spell } from './life.ts';
import { type Span, SpanFinder } from './spans.ts';

const MIB = 2 ** 20;
/** How long it takes until a server that is used has taken what it needs, and until it has given that back. */
const TAKES_S = 90;
const GIVES_BACK_S = 240;

/** What is sampled of one server's processes. Pure functions of time; null while there is no process. */
export class Gauges {
  readonly #character: Character;
  readonly #spells: SpanFinder<Spell>;
  readonly #sessions: SpanFinder<Span>;
  readonly #starts: SpanFinder<Span>;
  readonly #cpu: SpanFinder<Effect & { kind: 'cpu' }>;
  readonly #memory: SpanFinder<Effect & { kind: 'memory' }>;
  readonly #files: SpanFinder<Effect & { kind: 'files' }>;

  #memoryAtS = -1;
  #memoryBytes: number | null = null;
  #loadAtS = -1;
  #load = 0;

  constructor(life: Life) {
    this.#character = life.character;
    this.#spells = new SpanFinder(life.spells);
    this.#sessions = new SpanFinder(life.sessions);
    this.#starts = new SpanFinder(startsOf(life));
    this.#cpu = new SpanFinder(life.effects.filter((effect) => effect.kind === 'cpu'));
    this.#memory = new SpanFinder(life.effects.filter((effect) => effect.kind === 'memory'));
    this.#files = new SpanFinder(life.effects.filter((effect) => effect.kind === 'files'));
  }

  spellAt(second: number): Spell | null {
    return this.#spells.find(second);
  }

  /** When the process that runs then was started; null while there is none. */
  startedAt(second: number): number | null {
    const spell = this.#spells.find(second);
    if (spell !== null && spell.kind !== 'hung') return null;
    return this.#starts.lastBefore(second)?.fromS ?? 0;
  }

  /** 0 to 1: how much of what it needs for its work it has. */
  load(second: number): number {
    if (second !== this.#loadAtS) {
      this.#loadAtS = second;
      this.#load = this.#makeLoad(second);
    }
    return this.#load;
  }

  #makeLoad(second: number): number {
    const session = this.#sessions.lastBefore(second);
    if (session === null) return 0;
    const lasted = Math.min(second, session.toS) - session.fromS;
    const taken = 1 - Math.exp(-lasted / TAKES_S);
    return second < session.toS ? taken : taken * Math.exp(-(second - session.toS) / GIVES_BACK_S);
  }

  isUsed(second: number): boolean {
    return this.#sessions.find(second) !== null;
  }

  cpuPercent(second: number): number | null {
    if (this.startedAt(second) === null) return null;
    const { cpu, seed } = this.#character;
    const wobble = noiseAt(seed + 5, Math.floor(second));
    const stuck = this.#cpu.find(second);
    if (stuck !== null) return stuck.percent + 0.7 * wobble;
    const level =
      cpu.rest +
      (this.isUsed(second) ? cpu.busy * (0.4 + 0.6 * noiseAt(seed + 6, Math.floor(second / 20)) ** 2) : 0);
    return Math.max(0, level * (1 + 0.6 * wobble));
  }

  /** Asked by several rules at each look. */
  memoryBytes(second: number): number | null {
    if (second !== this.#memoryAtS) {
      this.#memoryAtS = second;
      this.#memoryBytes = this.#makeMemory(second);
    }
    return this.#memoryBytes;
  }

  #makeMemory(second: number): number | null {
    const startedAt = this.startedAt(second);
    if (startedAt === null) return null;
    const { memory, seed } = this.#character;
    const warm = memory.warm * (1 - Math.exp(-(second - startedAt) / memory.warmS));
    const tooth = memory.tooth * ((second / memory.toothS + (seed % 97) / 97) % 1);
    const grown = this.#memory.lastBefore(second);
    const leaked = grown === null || second >= grown.toS ? 0 : grown.bytesPerS * (second - grown.fromS);
    const noise = memory.noise * noiseAt(seed + 7, Math.floor(second));
    return (memory.base + warm + tooth + memory.busy * this.load(second) + noise) * MIB + leaked;
  }

  threads(second: number): number | null {
    if (this.startedAt(second) === null) return null;
    const { threads, seed } = this.#character;
    return Math.round(
      threads.rest + threads.busy * this.load(second) + noiseAt(seed + 8, Math.floor(second / 30)),
    );
  }

  processes(second: number): number | null {
    if (this.startedAt(second) === null) return null;
    const { processes } = this.#character;
    return Math.round(processes.rest + processes.busy * this.load(second));
  }

  openFiles(second: number): number | null {
    if (this.startedAt(second) === null) return null;
    const { openFiles, seed } = this.#character;
    const leak = this.#files.find(second);
    const leaked = leak === null ? 0 : leak.perS * (second - leak.fromS);
    const usual =
      openFiles.rest + openFiles.busy * this.load(second) + 2 * noiseAt(seed + 9, Math.floor(second / 10));
    return Math.min(openFiles.limit, Math.round(usual + leaked));
  }
}

/** Each spell but one in which the process lives on ends with a new process. */
function startsOf({ spells }: Life): Span[] {
  return [
    { fromS: 0, toS: 0 },
    ...spells.filter(({ kind }) => kind !== 'hung').map(({ toS }) => ({ fromS: toS, toS })),
  ];
}
