import { describe, expect, it } from 'vitest';
import { exitFailure, hangFailure } from '../../../main/engine/supervision/failure.ts';
import type { Context, Effect, Event, Life } from '../../../main/engine/supervision/life.ts';
import { newLife, next } from '../../../main/engine/supervision/lifecycle.ts';
import { lifecycleContext } from '../../fakes/lifecycle-context.ts';

const died = exitFailure({ code: 1, signal: null }, 'connection refused');

/** Plays events at given times; the steps in between that always follow (slot, gone) are played too. */
class Play {
  life: Life = newLife('owner');
  nowMs = 0;
  effects: Effect[] = [];
  context: Partial<Context> = {};

  set policy(policy: Context['restart']['policy']) {
    this.context = { restart: { ...lifecycleContext().restart, policy } };
  }

  send(event: Event): this {
    // Before a turn to start is given, what it depends on is ready.
    const played: Event[] = event.kind === 'slot' ? [{ kind: 'dependencies-ready' }, event] : [event];
    for (const one of played) {
      const step = next(this.life, one, lifecycleContext({ ...this.context, nowMs: this.nowMs }));
      this.life = step.life;
      this.effects.push(...step.effects);
    }
    return this;
  }

  start(): this {
    return this.send({ kind: 'start', cause: 'engine' }).send({ kind: 'slot' });
  }

  ready(): this {
    return this.send({ kind: 'handshake-done', run: this.life.memory.run, startMs: 200, legacy: true });
  }

  after(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  exit(failure = died, unheard = false): this {
    return this.send({ kind: 'exited', run: this.life.memory.run, failure, unheard });
  }

  gone(): this {
    return this.send({ kind: 'gone', run: this.life.memory.run });
  }

  /** Milliseconds from now to the next start; throws when none is due. */
  get dueInMs(): number {
    const { phase } = this.life;
    if (!('untilMs' in phase)) throw new Error(`nothing is due in ${phase.kind}`);
    return phase.untilMs - this.nowMs;
  }

  dieAgain(): this {
    return this.send({ kind: 'start-due' }).send({ kind: 'slot' }).exit().gone();
  }
}

describe('when a server goes down', () => {
  it('comes back after 250 ms when it had been healthy for a minute', () => {
    const play = new Play().start().ready().after(60_000).exit().gone();
    expect(play.dueInMs).toBe(250);
  });

  it('comes back after a second when it had been up for less', () => {
    const play = new Play().start().ready().after(10_000).exit().gone();
    expect(play.dueInMs).toBe(1_000);
  });

  it('waits twice as long each time: 1, 2, 4, 8, 16 s, and is then called a crash loop', () => {
    const play = new Play().start().exit().gone();
    const waits: number[] = [];
    while (play.life.phase.kind === 'backing-off') {
      waits.push(play.dueInMs);
      play.dieAgain();
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(play.life.phase.kind).toBe('crash-looping');
  });

  it('is called a crash loop after as many early ends as restart.maxAttempts says', () => {
    const play = new Play();
    play.context = { restart: { ...lifecycleContext().restart, maxAttempts: 2 } };
    play.start().exit().gone();
    expect(play.life.phase.kind).toBe('backing-off');
    play.dieAgain();
    expect(play.life.phase.kind).toBe('crash-looping');
  });

  it('is tried after 5, 10 and then every 15 minutes while it loops, and never given up', () => {
    const play = new Play().start().exit().gone();
    while (play.life.phase.kind === 'backing-off') play.dieAgain();
    const minutes: number[] = [];
    for (let trial = 0; trial < 5; trial += 1) {
      minutes.push(play.dueInMs / 60_000);
      play.after(play.dueInMs).dieAgain();
    }
    expect(minutes).toEqual([5, 10, 15, 15, 15]);
  });

  it('spreads the waits by a quarter either way', () => {
    for (const [random, expected] of [
      [0, 750],
      [0.999999, 1_250],
    ] as const) {
      let life = newLife('owner');
      for (const event of [
        { kind: 'start', cause: 'engine' },
        { kind: 'dependencies-ready' },
        { kind: 'slot' },
      ] as const) {
        life = next(life, event, lifecycleContext({ random })).life;
      }
      life = next(
        life,
        { kind: 'exited', run: 1, failure: died, unheard: false },
        lifecycleContext({ random }),
      ).life;
      life = next(life, { kind: 'gone', run: 1 }, lifecycleContext({ random })).life;
      expect('untilMs' in life.phase && Math.round(life.phase.untilMs)).toBe(expected);
    }
  });

  it('forgets its past once it has settled', () => {
    const play = new Play()
      .start()
      .exit()
      .gone()
      .dieAgain()
      .send({ kind: 'start-due' })
      .send({ kind: 'slot' })
      .ready();
    expect(play.effects.at(-1)).toEqual({ kind: 'set-timer', event: 'settled', ms: 30_000 });
    play.after(30_000).send({ kind: 'settled', run: play.life.memory.run }).exit().gone();
    expect(play.dueInMs).toBe(1_000);
  });

  it('counts a restart for each start that followed a failure, and none for a start by hand', () => {
    const play = new Play().start().ready().after(1_000).exit().gone();
    play.send({ kind: 'start-due' }).send({ kind: 'slot' }).ready();
    expect(play.life.memory.restarts).toBe(1);
    play.send({ kind: 'restart', cause: 'owner', because: null }).gone().send({ kind: 'slot' }).ready();
    expect(play.life.memory.restarts).toBe(1);
  });

  it('says how long it had been away', () => {
    const play = new Play().start().ready().after(5_000).exit().after(20).gone().after(1_000);
    play.send({ kind: 'start-due' }).send({ kind: 'slot' }).after(300).ready();
    expect(play.effects).toContainEqual({ kind: 'tell', fact: { kind: 'ready', backAfterMs: 1_320 } });
  });

  it('is swept before it is started again', () => {
    const play = new Play().start().ready().exit();
    expect(play.effects.at(-1)).toEqual({ kind: 'end', run: 1, manner: 'swept' });
    expect(play.life.phase.kind).toBe('ending');
  });
});

describe('when trying again is no use', () => {
  it('stays down after exit code 127 until somebody starts it', () => {
    const play = new Play()
      .start()
      .exit(exitFailure({ code: 127, signal: null }, 'sh: nope: not found'))
      .gone();
    expect(play.life.phase.kind).toBe('failed');
    expect(play.send({ kind: 'start-due' }).life.phase.kind).toBe('failed');
    expect(play.send({ kind: 'start', cause: 'owner' }).life.phase.kind).toBe('waiting');
  });

  it.each([
    ['never', died, 'failed'],
    ['never', hangFailure(3, 8_000), 'failed'],
    ['on-abnormal', died, 'failed'],
    ['on-abnormal', exitFailure({ code: null, signal: 'SIGSEGV' }, null), 'backing-off'],
    ['on-abnormal', hangFailure(3, 8_000), 'backing-off'],
    ['on-failure', exitFailure({ code: 0, signal: null }, null), 'backing-off'],
    ['always', exitFailure({ code: 0, signal: null }, null), 'backing-off'],
  ] as const)('with the policy %s, %o leads to %s', (policy, failure, expected) => {
    const play = new Play();
    play.policy = policy;
    play.start().ready().exit(failure).gone();
    expect(play.life.phase.kind).toBe(expected);
  });
});

describe('when it ends on the question for its era', () => {
  it('is started again at once without the question, and that is no failure', () => {
    const play = new Play().start().exit(died, true).gone();
    expect(play.life.phase).toMatchObject({ kind: 'waiting', cause: 'engine' });
    play.send({ kind: 'slot' });
    expect(play.effects.at(-1)).toEqual({ kind: 'launch', run: 2, discover: false });
    expect(play.ready().life.memory.restarts).toBe(0);
  });

  it('is excused once only: a server that always dies makes no more than one extra start', () => {
    const play = new Play().start().exit(died, true).gone().send({ kind: 'slot' }).exit(died, true).gone();
    expect(play.life.phase.kind).toBe('backing-off');
  });
});

describe('when its owner changes their mind', () => {
  it('starts again after a start during a stop, and only when nothing is left', () => {
    const play = new Play()
      .start()
      .ready()
      .send({ kind: 'stop', why: 'owner' })
      .send({ kind: 'start', cause: 'owner' });
    expect(play.effects.filter(({ kind }) => kind === 'launch')).toHaveLength(1);
    expect(
      play
        .gone()
        .send({ kind: 'slot' })
        .effects.filter(({ kind }) => kind === 'launch'),
    ).toHaveLength(2);
  });

  it('hurries to SIGKILL at the second stop', () => {
    const play = new Play()
      .start()
      .ready()
      .send({ kind: 'stop', why: 'owner' })
      .send({ kind: 'stop', why: 'owner' });
    expect(play.effects.at(-1)).toEqual({ kind: 'hurry', run: 1 });
  });

  it.each([
    ['owner', 'closing'],
    ['owner', 'disabled'],
    ['disabled', 'disabled'],
  ] as const)('waits with the ladder of a stop by %s when another is wanted by %s', (first, second) => {
    const play = new Play()
      .start()
      .ready()
      .send({ kind: 'stop', why: first })
      .send({ kind: 'stop', why: second });
    expect(play.effects.filter(({ kind }) => kind === 'hurry')).toEqual([]);
    expect(play.gone().life.phase).toEqual({ kind: 'stopped', why: second });
  });

  it('does not come back from back-off after a stop', () => {
    const play = new Play()
      .start()
      .exit()
      .gone()
      .send({ kind: 'stop', why: 'owner' })
      .send({ kind: 'start-due' });
    expect(play.life.phase).toEqual({ kind: 'stopped', why: 'owner' });
  });
});
