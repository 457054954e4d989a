import { describe, expect, it } from 'vitest';
import { exitFailure, hangFailure } from '../../../main/engine/supervision/failure.ts';
import type { Context, Event, Fact, Life, StopWhy } from '../../../main/engine/supervision/life.ts';
import { newLife, next } from '../../../main/engine/supervision/lifecycle.ts';
import { lifecycleContext } from '../../fakes/lifecycle-context.ts';

const died = exitFailure({ code: 1, signal: null }, null);

class Play {
  life: Life;
  nowMs = 0;
  readonly facts: Fact[] = [];
  readonly budgeted: boolean[] = [];
  readonly #context: Partial<Context>;

  constructor(context: Partial<Context> = {}, stopped: StopWhy = 'closing') {
    this.life = newLife(stopped);
    this.#context = context;
  }

  send(...events: Event[]): this {
    for (const event of events) {
      const { life, effects } = next(
        this.life,
        event,
        lifecycleContext({ ...this.#context, nowMs: this.nowMs }),
      );
      this.life = life;
      for (const effect of effects) {
        if (effect.kind === 'tell') this.facts.push(effect.fact);
        if (effect.kind === 'ask-slot') this.budgeted.push(effect.isRestart);
      }
    }
    return this;
  }

  get run(): number {
    return this.life.memory.run;
  }

  start(): this {
    return this.send(
      { kind: 'start', cause: 'engine' },
      { kind: 'dependencies-ready' },
      { kind: 'slot' },
    ).ready();
  }

  ready(): this {
    return this.send({ kind: 'handshake-done', run: this.run, startMs: 100, legacy: true });
  }

  end(failure = died): this {
    return this.send({ kind: 'exited', run: this.run, failure, unheard: false }).gone();
  }

  gone(): this {
    return this.send({ kind: 'gone', run: this.run });
  }
}

describe('a server that depends on others', () => {
  it('asks for its turn only when they are ready', () => {
    const play = new Play().send({ kind: 'start', cause: 'engine' });
    expect(play.life.phase).toMatchObject({ kind: 'waiting', for: 'dependencies' });
    expect(play.budgeted).toEqual([]);
    play.send({ kind: 'dependencies-ready' });
    expect(play.life.phase).toMatchObject({ kind: 'waiting', for: 'turn' });
    expect(play.budgeted).toEqual([false]);
  });

  it('can be stopped while it waits, and does not start when they become ready', () => {
    const play = new Play().send({ kind: 'start', cause: 'owner' }, { kind: 'stop', why: 'owner' });
    play.send({ kind: 'dependencies-ready' }, { kind: 'slot' });
    expect(play.life.phase).toEqual({ kind: 'stopped', why: 'owner' });
  });
});

describe('a server on demand', () => {
  it('is woken by a request and put to sleep when nobody uses it', () => {
    const play = new Play({}, 'idle').send({ kind: 'demand' });
    expect(play.life.phase).toMatchObject({ kind: 'waiting', cause: 'demand' });
    play.send({ kind: 'dependencies-ready' }, { kind: 'slot' }).ready().send({ kind: 'idle' }).gone();
    expect(play.life.phase).toEqual({ kind: 'stopped', why: 'idle' });
  });

  it('that is on its way to sleep is started again for a request, once nothing of it is left', () => {
    const play = new Play().start().send({ kind: 'idle' }, { kind: 'demand' });
    expect(play.life.phase.kind).toBe('ending');
    expect(play.gone().life.phase).toMatchObject({ kind: 'waiting', cause: 'demand' });
  });

  it.each<StopWhy>(['owner', 'disabled'])('is not woken by a request when it is stopped: %s', (why) => {
    const play = new Play().start().send({ kind: 'stop', why }).gone().send({ kind: 'demand' });
    expect(play.life.phase).toEqual({ kind: 'stopped', why });
  });

  it('is not stopped as idle before it is ready', () => {
    const play = new Play({}, 'idle').send({ kind: 'demand' }, { kind: 'idle' });
    expect(play.life.phase.kind).toBe('waiting');
  });
});

describe('a request that waits for a server that is down', () => {
  it('has it started at once after a one-off', () => {
    const play = new Play().start().end().send({ kind: 'demand' });
    expect(play.life.phase).toMatchObject({ kind: 'waiting', cause: 'failure' });
  });

  it('has it started at once after the second and the third failure too, as a server that is killed again', () => {
    const play = new Play().start().end();
    play.send({ kind: 'demand' }, { kind: 'dependencies-ready' }, { kind: 'slot' }).end();
    expect(play.send({ kind: 'demand' }).life.phase.kind).toBe('waiting');
  });

  it('does not hurry one that keeps failing', () => {
    const play = new Play().start().end();
    const again = () =>
      play.send({ kind: 'start-due' }, { kind: 'dependencies-ready' }, { kind: 'slot' }).end();
    again();
    again();
    again();
    expect(play.send({ kind: 'demand' }).life.phase.kind).toBe('backing-off');
  });
});

describe('the budget of restarts', () => {
  it('counts a failure that follows a failure, and no one-off', () => {
    const play = new Play().start().end().send({ kind: 'start-due' }, { kind: 'dependencies-ready' });
    play.send({ kind: 'slot' }).end().send({ kind: 'start-due' }, { kind: 'dependencies-ready' });
    expect(play.budgeted).toEqual([false, false, true]);
  });
});

describe('lists of exit codes', () => {
  const { restart } = lifecycleContext();
  const code = (number: number) => exitFailure({ code: number, signal: null }, null);
  const signal = (name: string) => exitFailure({ code: null, signal: name }, null);

  it.each([
    ['a success is no failure', { successOn: [0] }, code(0), 'stopped'],
    ['another code is one', { successOn: [0] }, code(1), 'backing-off'],
    ['a signal may be a success', { successOn: ['SIGTERM'] }, signal('SIGTERM'), 'stopped'],
    ['always starts again after a success', { policy: 'always', successOn: [0] }, code(0), 'backing-off'],
    ['prevented', { preventOn: [23] }, code(23), 'failed'],
    [
      'prevented goes before always',
      { policy: 'always', preventOn: ['SIGSEGV'] },
      signal('SIGSEGV'),
      'failed',
    ],
    ['forced goes before never', { policy: 'never', forceOn: [75] }, code(75), 'backing-off'],
    ['forced goes before permanent', { forceOn: [127] }, code(127), 'backing-off'],
    ['never leaves the rest alone', { policy: 'never', forceOn: [75] }, code(1), 'failed'],
  ] as const)('%s', (_, but, failure, expected) => {
    const play = new Play({ restart: { ...restart, ...but } }).start().end(failure);
    expect(play.life.phase.kind).toBe(expected);
  });

  it('a finished server starts again by hand and for a request', () => {
    for (const event of [{ kind: 'start', cause: 'owner' }, { kind: 'demand' }] as const) {
      const play = new Play({ restart: { ...restart, successOn: [0] } }).start().end(code(0));
      expect(play.send(event).life.phase.kind).toBe('waiting');
    }
  });
});

describe('a server that hangs', () => {
  const hung = (play: Play) => play.send({ kind: 'hung', run: play.run, failure: hangFailure(3, 8_000) });

  it('is left running where only an alert is wanted, told once, and told again when it answers', () => {
    const play = hung(hung(new Play({ onHang: 'alert' }).start()));
    expect(play.life.phase).toMatchObject({ kind: 'ready', hung: { problem: { code: 'hung' } } });
    play.send({ kind: 'answers-again', run: play.run }, { kind: 'answers-again', run: play.run });
    expect(play.life.phase).toMatchObject({ kind: 'ready', hung: null });
    expect(play.facts.map(({ kind }) => kind)).toEqual(['starting', 'ready', 'hung', 'answers-again']);
  });

  it('is ended and started again otherwise', () => {
    expect(hung(new Play().start()).gone().life.phase.kind).toBe('backing-off');
  });
});

describe('a server that passes a limit', () => {
  const over = (play: Play) => play.send({ kind: 'over-limit', run: play.run, failure: died, atOnce: false });
  const again = (play: Play) =>
    over(play).gone().send({ kind: 'dependencies-ready' }, { kind: 'slot' }).ready();

  it('is restarted without a wait, and that is no crash', () => {
    const play = again(new Play().start());
    expect(play.life).toMatchObject({ phase: { kind: 'ready' }, memory: { restarts: 0 } });
    expect(play.life.memory.limitRestarts).toHaveLength(1);
    expect(play.life.memory.backoff.failures).toBe(0);
  });

  it('is told of only, after three restarts in an hour', () => {
    const play = over(again(again(again(new Play().start()))));
    expect(play.life.phase.kind).toBe('ready');
    expect(play.facts.at(-1)).toMatchObject({ kind: 'over-limit', outcome: 'too-often' });
    play.nowMs += 61 * 60_000;
    expect(over(play).life.phase.kind).toBe('ending');
  });
});

describe('what kept a server from starting', () => {
  it('is tried again by itself when it has changed', () => {
    const play = new Play().start().end(exitFailure({ code: 127, signal: null }, null));
    expect(play.life.phase.kind).toBe('failed');
    play.send({ kind: 'mended', what: '/usr/local/bin/foo appeared' });
    expect(play.life.phase).toMatchObject({ kind: 'waiting', cause: 'mended' });
  });
});

describe('a connection to a remote server', () => {
  it('is tried for ever, once a minute at the rarest, and never called a crash loop', () => {
    const play = new Play({ isRemote: true }).start();
    for (let failures = 0; failures < 30; failures += 1) {
      play.send({ kind: 'handshake-failed', run: play.run, failure: { ...died, permanent: true } }).gone();
      const { phase } = play.life;
      expect(phase.kind).toBe('backing-off');
      if (phase.kind !== 'backing-off') return;
      expect(phase.untilMs - play.nowMs).toBeLessThanOrEqual(60_000);
      play.nowMs = phase.untilMs;
      play.send({ kind: 'start-due' }, { kind: 'dependencies-ready' }, { kind: 'slot' });
    }
  });
});

describe('an engine that starts again', () => {
  it('goes on with the count of deaths that an earlier one had', () => {
    const deaths = [0, 1, 2, 3, 4];
    const play = new Play();
    play.life = newLife('closing', { backoff: { failures: 5, earlyDeaths: deaths, trials: 0 } });
    play.send({ kind: 'start', cause: 'engine' }, { kind: 'dependencies-ready' }, { kind: 'slot' }).end();
    expect(play.life.phase.kind).toBe('crash-looping');
  });
});

describe('a crash loop that an earlier engine had seen', () => {
  const looping = () => {
    const play = new Play();
    const backoff = { failures: 6, earlyDeaths: [0, 1, 2, 3, 4, 5], trials: 1 };
    play.life = newLife('closing', { backoff, trialDueMs: 200_000, lastProblem: 'exited with code 1' });
    play.nowMs = 1_000;
    return play;
  };

  it('goes on where it was when Signalbox is started again', () => {
    const { phase } = looping().send({ kind: 'start', cause: 'engine' }).life;
    expect(phase).toMatchObject({ kind: 'crash-looping', untilMs: 200_000 });
  });

  it('is over with a start by hand', () => {
    const { phase } = looping().send({ kind: 'start', cause: 'owner' }).life;
    expect(phase.kind).toBe('waiting');
  });

  it('is tried when its time came while Signalbox was not running', () => {
    const play = looping();
    play.nowMs = 300_000;
    expect(play.send({ kind: 'start', cause: 'engine' }).life.phase.kind).toBe('waiting');
  });
});

describe('a limit that must not be passed at all', () => {
  const over = (play: Play) =>
    play.send({ kind: 'over-limit', run: play.run, failure: died, atOnce: true }).gone();

  it('ends the server each time it is passed, as a failure', () => {
    const play = over(new Play().start());
    expect(play.life.phase.kind).toBe('backing-off');
    expect(play.life.memory.limitRestarts).toEqual([]);
  });

  it('ends it also where the policy is never to start it again', () => {
    const { restart } = lifecycleContext();
    const play = over(new Play({ restart: { ...restart, policy: 'never' } }).start());
    expect(play.life.phase.kind).toBe('failed');
  });
});
