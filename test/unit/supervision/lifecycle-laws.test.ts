import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../main/engine/supervision/failure.ts';
import type {
  Context,
  Effect,
  Event,
  Life,
  StartCause,
  StopWhy,
} from '../../../main/engine/supervision/life.ts';
import { newLife, next } from '../../../main/engine/supervision/lifecycle.ts';
import { lifecycleContext } from '../../fakes/lifecycle-context.ts';

/**
 * A world that does what the lifecycle asks and no more: it counts processes, and refuses nothing. Steps are drawn at
 * random from what could happen at that moment in reality, and now and then from what could not.
 */
class World {
  life: Life = newLife('disabled');
  nowMs = 0;
  /** Runs whose process tree is there. */
  readonly alive = new Set<number>();
  /** Runs that a ladder or a sweep is at work on. */
  readonly ending = new Set<number>();
  slot: 'none' | 'asked' | 'held' = 'none';
  timer: { event: 'start-due' | 'settled'; dueMs: number } | null = null;
  /** Whether anybody wants it to run, by the last word that was said. */
  wanted = false;
  launches = 0;
  /** How its configuration wants ends to be taken. */
  context: Partial<Context> = {};

  send(event: Event): void {
    const { life, effects } = next(
      this.life,
      event,
      lifecycleContext({ ...this.context, nowMs: this.nowMs }),
    );
    this.life = life;
    const after = life.phase.kind === 'ending' ? life.phase.after : null;
    if (after?.kind === 'stop' && after.why === 'finished') this.wanted = false;
    for (const effect of effects) this.carryOut(effect);
    this.check();
  }

  carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'ask-slot':
        if (this.slot === 'none') this.slot = 'asked';
        break;
      case 'free-slot':
        this.slot = 'none';
        break;
      case 'launch':
        expect([...this.alive], 'a launch beside a live process').toEqual([]);
        expect([...this.ending], 'a launch beside a ladder').toEqual([]);
        expect(this.wanted, 'a launch that nobody wants').toBe(true);
        expect(this.slot, 'a launch without a slot').toBe('held');
        this.alive.add(effect.run);
        this.launches += 1;
        break;
      case 'end':
        expect(this.ending.has(effect.run), 'two ladders for one run').toBe(false);
        this.ending.add(effect.run);
        break;
      case 'hurry':
        expect(this.ending.has(effect.run), 'a hurry without a ladder').toBe(true);
        break;
      case 'set-timer':
        expect(effect.ms).toBeGreaterThanOrEqual(0);
        this.timer = { event: effect.event, dueMs: this.nowMs + effect.ms };
        break;
      case 'clear-timer':
        this.timer = null;
        break;
      case 'tell':
        break;
    }
  }

  /** What must hold after every event. */
  check(): void {
    const { phase } = this.life;
    const running = phase.kind === 'starting' || phase.kind === 'ready' || phase.kind === 'ending';
    expect(this.alive.size, 'live processes').toBeLessThanOrEqual(1);
    // A lost process: one that is there while the lifecycle believes that there is none.
    if (!running) expect([...this.alive], `processes in ${phase.kind}`).toEqual([]);
    else
      expect(this.alive.has(phase.run) || phase.kind === 'ending', 'a phase without its process').toBe(true);
    if (phase.kind === 'ending') expect(this.ending.has(phase.run), 'ending without a ladder').toBe(true);
    if (phase.kind === 'waiting')
      expect(this.slot === 'none', 'a question for a turn').toBe(phase.for === 'dependencies');
    if (phase.kind === 'backing-off' || phase.kind === 'crash-looping') {
      expect(this.timer?.event, `${phase.kind} without a timer`).toBe('start-due');
    }
    if (phase.kind === 'stopped') expect(this.timer, 'a stopped server with a timer').toBeNull();
    if (!['waiting', 'starting'].includes(phase.kind))
      expect(this.slot, `a slot in ${phase.kind}`).toBe('none');
  }
}

const crash: Failure = {
  problem: { code: 'killed', message: 'was killed by SIGKILL', fix: null },
  permanent: false,
  abnormal: true,
  exit: { code: null, signal: 'SIGKILL' },
};
const unusable: Failure = { ...crash, permanent: true };

type Move = (world: World) => void;

function runOf(world: World, offset: number): number {
  return world.life.memory.run + offset;
}

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<StartCause>('owner', 'engine', 'configuration', 'pool', 'dependency')
      .map((cause) => (world: World) => {
        world.wanted = true;
        world.send({ kind: 'start', cause });
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<StartCause>('owner', 'configuration', 'remedy')
      .map((cause) => (world: World) => {
        world.wanted = true;
        world.send({ kind: 'restart', cause, because: null });
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<StopWhy>('owner', 'disabled', 'closing', 'spare')
      .map((why) => (world: World) => {
        world.wanted = false;
        world.send({ kind: 'stop', why });
      }),
  },
  {
    weight: 4,
    arbitrary: fc.constant((world: World) => world.send({ kind: 'dependencies-ready' })),
  },
  {
    weight: 1,
    arbitrary: fc.constant((world: World) => {
      const { phase } = world.life;
      const stopped = phase.kind === 'ending' ? phase.after : phase;
      // A request wakes what sleeps, and nothing that its owner has stopped.
      if (
        'why' in stopped &&
        (stopped.why === 'idle' || (stopped.why === 'finished' && phase.kind === 'stopped'))
      )
        world.wanted = true;
      world.send({ kind: 'demand' });
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant((world: World) => {
      if (world.life.phase.kind === 'ready') world.wanted = false;
      world.send({ kind: 'idle' });
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant((world: World) => world.send({ kind: 'mended', what: 'PATH changed' })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 0, -1).map((offset) => (world: World) => {
      const run = runOf(world, offset);
      if (world.alive.has(run) || offset !== 0)
        world.send({ kind: 'over-limit', run, failure: crash, atOnce: offset === 0 });
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant((world: World) =>
      world.send({ kind: 'answers-again', run: world.life.memory.run }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        onHang: fc.constantFrom('restart', 'alert'),
        isRemote: fc.boolean(),
        policy: fc.constantFrom('always', 'on-failure', 'on-abnormal', 'never'),
        list: fc.constantFrom('successOn', 'preventOn', 'forceOn', 'none'),
      })
      .map(({ onHang, isRemote, policy, list }) => (world: World) => {
        const { restart } = lifecycleContext();
        world.context = { onHang, isRemote, restart: { ...restart, policy, [list]: ['SIGKILL'] } };
      }),
  },
  {
    weight: 4,
    arbitrary: fc.constant((world: World) => {
      if (world.slot === 'asked') world.slot = 'held';
      world.send({ kind: 'slot' });
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ startMs: fc.nat(40_000), legacy: fc.boolean(), offset: fc.constantFrom(0, 0, 0, -1) })
      .map(
        ({ startMs, legacy, offset }) =>
          (world: World) =>
            world.send({ kind: 'handshake-done', run: runOf(world, offset), startMs, legacy }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        unheard: fc.boolean(),
        offset: fc.constantFrom(0, 0, 0, -1),
        failure: fc.constantFrom(crash, crash, crash, unusable),
      })
      .map(({ unheard, offset, failure }) => (world: World) => {
        const run = runOf(world, offset);
        const phase = world.life.phase;
        // Only a process that is there can exit; its tree may have others that live on, so it stays until `gone`.
        if (world.alive.has(run) || offset !== 0)
          world.send({ kind: 'exited', run, failure, unheard: unheard && phase.kind === 'starting' });
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(crash, unusable).map((failure) => (world: World) => {
      if (world.life.phase.kind === 'starting')
        world.send({ kind: 'launch-failed', run: runOf(world, 0), failure });
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(0, -1)
      .map(
        (offset) => (world: World) =>
          world.send({ kind: 'handshake-failed', run: runOf(world, offset), failure: crash }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(0, -1)
      .map(
        (offset) => (world: World) => world.send({ kind: 'hung', run: runOf(world, offset), failure: crash }),
      ),
  },
  {
    weight: 6,
    arbitrary: fc.constant((world: World) => {
      const [run] = world.ending;
      if (run === undefined) return;
      world.ending.delete(run);
      world.alive.delete(run);
      world.send({ kind: 'gone', run });
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant((world: World) => world.send({ kind: 'gone', run: runOf(world, -1) })),
  },
  {
    weight: 4,
    arbitrary: fc.nat(1_000_000).map((ms) => (world: World) => {
      world.nowMs += ms;
      const due = world.timer;
      if (due === null || due.dueMs > world.nowMs) return;
      world.timer = null;
      world.send(
        due.event === 'start-due' ? { kind: 'start-due' } : { kind: 'settled', run: runOf(world, 0) },
      );
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant((world: World) => {
      // A timer that fired just as it was cleared.
      if (world.life.phase.kind !== 'backing-off' && world.life.phase.kind !== 'crash-looping')
        world.send({ kind: 'start-due' });
    }),
  },
);

describe('the life of a server, whatever happens in whatever order', () => {
  it('never has two processes, never loses one, and never starts one that nobody wants', () => {
    fc.assert(
      fc.property(fc.array(moves, { minLength: 20, maxLength: 300, size: 'max' }), (steps) => {
        const world = new World();
        for (const step of steps) step(world);
      }),
      { numRuns: 1500 },
    );
  });

  it('comes to rest after a stop: with every ladder ended there is nothing left and nothing due', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 200, size: 'max' }), (steps) => {
        const world = new World();
        for (const step of steps) step(world);
        world.wanted = false;
        world.send({ kind: 'stop', why: 'owner' });
        const launches = world.launches;
        for (const run of [...world.ending]) {
          world.ending.delete(run);
          world.alive.delete(run);
          world.send({ kind: 'gone', run });
        }
        expect(world.life.phase).toEqual({ kind: 'stopped', why: 'owner' });
        expect([...world.alive]).toEqual([]);
        expect(world.timer).toBeNull();
        world.send({ kind: 'start-due' });
        world.send({ kind: 'slot' });
        expect(world.launches).toBe(launches);
      }),
      { numRuns: 1000 },
    );
  });

  it('always gets a wanted server running again: no failure that passes ends in a dead end', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 200, size: 'max' }), (steps) => {
        const world = new World();
        for (const step of steps) step(world);
        world.wanted = true;
        world.send({ kind: 'start', cause: 'owner' });
        // At most: end what runs, wait for dependencies, get a slot, launch, shake hands.
        for (let turn = 0; turn < 6 && world.life.phase.kind !== 'ready'; turn += 1) {
          for (const run of [...world.ending]) {
            world.ending.delete(run);
            world.alive.delete(run);
            world.send({ kind: 'gone', run });
          }
          world.send({ kind: 'dependencies-ready' });
          if (world.slot === 'asked') {
            world.slot = 'held';
            world.send({ kind: 'slot' });
          }
          if (world.life.phase.kind === 'starting') {
            world.send({ kind: 'handshake-done', run: world.life.phase.run, startMs: 100, legacy: true });
          }
        }
        expect(world.life.phase.kind).toBe('ready');
      }),
      { numRuns: 1000 },
    );
  });
});
