import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, madeUpWorld, SECOND } from './made-up-world.ts';

const names = Array.from({ length: 50 }, (_, at) => `server-${at + 1}`);
const started = (program: string | null, dependsOn: readonly string[] = []) =>
  names.map((name) => ({ name, program, dependsOn }));

describe('fifty servers that fail at once', () => {
  it('make one notification, and one when all are well again', () => {
    const { clock, make, fireAll, allOpen, resolve, sent } = madeUpWorld();
    fireAll(
      names.map((name) => make(name, 'down', { message: `${name} is down: exit code ${name.length}` })),
    );
    clock.advance(6 * HOUR);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      kind: 'firing',
      severity: 'error',
      title: '50 servers are down: exit code 8',
      actions: [],
    });
    expect(sent[0]?.body).toContain('server-1, server-2, server-3, and 47 more.');
    expect(sent[0]?.servers).toHaveLength(50);
    resolve(...allOpen());
    clock.advance(6 * HOUR);
    expect(sent.map(({ title }) => title)).toEqual([sent[0]?.title, '50 servers are well again']);
  });

  it('make three notifications whatever comes within: that it began, that it grew, that it is over; one more when it gets graver', () => {
    const { clock, fire, worse, allOpen, resolve, sent } = madeUpWorld();
    for (const [at, name] of names.entries()) {
      fire(name, 'down', { message: `${name} is down` });
      clock.advance(at < 3 ? SECOND : 3 * SECOND);
    }
    clock.advance(20 * MINUTE);
    for (const id of allOpen()) worse(id, 'critical');
    for (const name of names) {
      fire(name, 'crash_loop');
      fire(name, 'breaker_open');
      clock.advance(10 * SECOND);
    }
    for (let turn = 0; turn < 5; turn++) {
      resolve(...allOpen().slice(0, 60));
      clock.advance(MINUTE);
      for (const name of names) fire(name, 'hung');
      clock.advance(10 * MINUTE);
    }
    resolve(...allOpen());
    clock.advance(HOUR);
    expect(sent.map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
      'firing: 4 servers are down',
      'worse: 50 servers are down',
      'worse: 50 servers are down',
      'resolved: 50 servers are well again',
    ]);
    expect(sent.map(({ severity }) => severity)).toEqual(['error', 'error', 'critical', 'critical']);
  });

  it('are told of at once when they turn out to be graver, and when they are well though a trace of it is kept', () => {
    const { clock, make, fireAll, fire, change, resolve, sent } = madeUpWorld();
    const unsteady = names.map((name) => make(name, 'unsteady'));
    fireAll(unsteady);
    clock.advance(30 * SECOND);
    expect(sent.map(({ severity }) => severity)).toEqual(['warning']);
    const loops = unsteady.map(({ id, server }, at) => {
      clock.advance(at % 5 === 0 ? SECOND : 0);
      change(id, 'inhibited', { state: 'inhibited', cause: 'it keeps going down' });
      return fire(server, 'crash_loop');
    });
    clock.advance(SECOND);
    expect(sent.slice(1)).toMatchObject([{ kind: 'worse', severity: 'critical' }]);
    clock.advance(10 * MINUTE);
    resolve(...loops);
    clock.advance(MINUTE);
    expect(sent.slice(2)).toMatchObject([
      { kind: 'resolved', severity: 'critical', title: '50 servers are well again' },
    ]);
    resolve(...unsteady.map(({ id }) => id));
    clock.advance(HOUR);
    expect(sent).toHaveLength(3);
  });

  it('are told of alike after a sleep of two hours and after the clock was set', () => {
    for (const jumpMs of [2 * HOUR, -5 * HOUR, 30 * 24 * HOUR]) {
      const { clock, make, fireAll, allOpen, resolve, sent, world } = madeUpWorld();
      fireAll(names.slice(0, 25).map((name) => make(name, 'down')));
      clock.advance(3 * SECOND);
      clock.jump(jumpMs);
      world.lately = 'the machine woke at 14:02';
      fireAll(names.slice(25).map((name) => make(name, 'hung')));
      clock.advance(10 * MINUTE);
      clock.jump(-jumpMs);
      clock.advance(HOUR);
      resolve(...allOpen());
      clock.advance(HOUR);
      expect(sent.map(({ title }) => title)).toEqual([
        '50 servers are down: the machine woke at 14:02',
        '50 servers are well again',
      ]);
    }
  });

  it('stay one storm over a restart', () => {
    const { clock, make, fireAll, allOpen, resolve, restart, sent } = madeUpWorld();
    fireAll(names.map((name) => make(name, 'down')));
    clock.advance(MINUTE);
    restart({ killed: true });
    clock.advance(10 * MINUTE);
    fireAll(names.map((name) => make(name, 'hung')));
    clock.advance(10 * MINUTE);
    resolve(...allOpen());
    clock.advance(HOUR);
    expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'resolved']);
  });
});

describe('a storm', () => {
  it('begins too when one server follows the other, and takes in those that were told', () => {
    const { clock, fire, allOpen, resolve, titles } = madeUpWorld();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      fire(name, 'down', { message: `${name} is down: it was killed` });
      clock.advance(MINUTE);
    }
    clock.advance(HOUR);
    resolve(...allOpen());
    clock.advance(HOUR);
    expect(titles()).toEqual([
      'a is down',
      'b is down',
      '3 servers are down: it was killed',
      '5 servers are down: it was killed',
      '5 servers are well again',
    ]);
  });

  it('is not over when its servers are well for a moment', () => {
    const { clock, make, fireAll, allOpen, resolve, titles } = madeUpWorld();
    const failing = () => fireAll(['a', 'b', 'c'].map((name) => make(name, 'down')));
    failing();
    clock.advance(10 * MINUTE);
    resolve(...allOpen());
    clock.advance(2 * SECOND);
    failing();
    clock.advance(HOUR);
    expect(titles()).toHaveLength(1);
    resolve(...allOpen());
    clock.advance(2 * SECOND);
    expect(titles()).toHaveLength(1);
    clock.advance(MINUTE);
    expect(titles().slice(1)).toEqual(['3 servers are well again']);
  });

  it('is told to be over in its time, however little a timer is early', () => {
    for (let early = 0; early < 2; early += 0.1) {
      const { clock, make, fireAll, allOpen, resolve, world, titles } = madeUpWorld();
      fireAll(['a', 'b', 'c'].map((name) => make(name, 'down')));
      clock.advance(MINUTE);
      world.lookTakesMs = 0.05;
      world.timersAreEarlyMs = early;
      resolve(...allOpen());
      clock.advance(6 * SECOND);
      expect(titles(), `${early} ms early`).toHaveLength(2);
    }
  });

  it('that its owner ended is not called well', () => {
    const { clock, make, fireAll, allOpen, change, titles } = madeUpWorld();
    fireAll(['a', 'b', 'c'].map((name) => make(name, 'down')));
    clock.advance(MINUTE);
    for (const id of allOpen()) change(id, 'resolved', { state: 'resolved', resolution: 'you stopped it' });
    clock.advance(MINUTE);
    expect(titles().slice(1)).toEqual(['3 servers: you stopped them']);
  });

  it('keeps no trouble from being told that comes long after it, of another server', () => {
    const { clock, make, fireAll, fire, titles } = madeUpWorld();
    fireAll(['a', 'b', 'c'].map((name) => make(name, 'down')));
    clock.advance(20 * MINUTE);
    fire('time', 'memory_leak');
    clock.advance(MINUTE);
    expect(titles().slice(1)).toEqual(['time: memory leaks']);
  });

  it('keeps no other trouble from being told, however many came to it meanwhile', () => {
    const { clock, make, fireAll, fire, titles } = madeUpWorld();
    fireAll(['a', 'b', 'c'].map((name) => make(name, 'down', { message: `${name} is down` })));
    clock.advance(4 * MINUTE);
    fire('d', 'memory_limit');
    clock.advance(4 * MINUTE);
    expect(titles().slice(1)).toEqual(['4 servers have trouble']);
    fire('time', 'certificate');
    fire(null, 'disk_space');
    clock.advance(MINUTE);
    expect(titles().slice(2).sort()).toEqual(['The disk is nearly full', expect.stringMatching(/^time: /)]);
  });

  it('takes in what befalls its servers only for as long as they are in that trouble', () => {
    const { clock, make, fireAll, fire, resolve, titles } = madeUpWorld();
    const [a] = ['a', 'b', 'c'].map((name) => make(name, 'down'));
    fireAll([a ?? make('a', 'down'), make('b', 'down'), make('c', 'down')]);
    clock.advance(20 * MINUTE);
    fire('a', 'memory_limit');
    clock.advance(MINUTE);
    expect(titles()).toHaveLength(1);
    resolve(a?.id ?? '');
    clock.advance(MINUTE);
    fire('a', 'memory_leak');
    clock.advance(MINUTE);
    expect(titles().slice(1)).toEqual(['a: memory leaks']);
  });

  it('is over when the rest of it is seen, and the end of that is told too', () => {
    const { clock, make, fireAll, change, resolve, titles } = madeUpWorld();
    const [a, b, c] = [make('a', 'down'), make('b', 'down'), make('c', 'down')];
    fireAll([a, b, c]);
    clock.advance(MINUTE);
    change(c.id, 'acknowledged', { state: 'acknowledged' });
    resolve(a.id, b.id);
    clock.advance(MINUTE);
    expect(titles().slice(1)).toEqual(['2 servers are well again']);
    resolve(c.id);
    clock.advance(MINUTE);
    expect(titles().slice(2)).toEqual(['c is back']);
  });

  it('that its owner cleared tells nothing more, and of those that were not cleared the end', () => {
    for (const cleared of [3, 1]) {
      const { clock, make, fireAll, change, resolve, allOpen, titles } = madeUpWorld();
      fireAll(['a', 'b', 'c'].map((name) => make(name, 'down')));
      clock.advance(MINUTE);
      for (const id of allOpen().slice(0, cleared))
        change(id, 'resolved', { state: 'resolved', resolution: 'cleared' });
      clock.advance(MINUTE);
      expect(titles()).toHaveLength(1);
      resolve(...allOpen());
      clock.advance(MINUTE);
      expect(titles().slice(1)).toEqual(cleared === 3 ? [] : ['2 servers are well again']);
    }
  });

  it('is told once however many notifications its channels would make', () => {
    const { clock, make, fireAll, world, sent } = madeUpWorld();
    world.rules.set('hung', { channels: ['native'] });
    fireAll([...names.map((name) => make(name, 'down')), ...names.map((name) => make(name, 'hung'))]);
    clock.advance(MINUTE);
    expect(sent.map(({ channels }) => channels)).toEqual([['native']]);
  });
});

describe('the cause of a storm', () => {
  function told(set: (world: ReturnType<typeof madeUpWorld>) => void, rule = 'down'): string {
    const one = madeUpWorld();
    set(one);
    one.fireAll(names.map((name, at) => one.make(name, rule, { message: `${name} ${'x'.repeat(at + 1)}` })));
    one.clock.advance(5 * SECOND);
    return one.sent.find(({ servers }) => servers.length === 50)?.title ?? '';
  }

  it('is that of the machine where it has one', () => {
    expect(told(({ fire }) => fire(null, 'offline'))).toBe('50 servers are down: there is no network');
    expect(told(({ fire }) => fire(null, 'disk_space'))).toBe('50 servers are down: the disk is nearly full');
    // Good to know, and no cause.
    expect(told(({ fire }) => fire(null, 'machine_memory'))).toBe('50 servers are down');
    expect(told(({ fire }) => fire(null, 'machine_memory', { severity: 'error' }), 'slow')).toBe(
      '50 servers have trouble: the machine is short of memory',
    );
  });

  it('is what they depend on where that is in trouble', () => {
    const title = '50 servers are down';
    const hangingOnDb = ({ world }: ReturnType<typeof madeUpWorld>) => {
      world.servers = started(null, ['db']);
    };
    expect(told(hangingOnDb)).toBe(title);
    const { clock, make, fireAll, fire, world, sent } = madeUpWorld();
    world.servers = started(null, ['db']);
    fire('db', 'slow', { state: 'acknowledged' });
    fireAll(names.map((name, at) => make(name, 'down', { message: `${name} ${'x'.repeat(at + 1)}` })));
    clock.advance(5 * SECOND);
    expect(sent[0]?.title).toBe(title);
    expect(sent[0]?.body).toContain('Likely cause: they depend on db, which has a trouble of its own.');
  });

  it('is the program that starts them all, unless it starts others that are well', () => {
    const npx = ({ world }: ReturnType<typeof madeUpWorld>, others: number) => {
      const well = Array.from({ length: others }, (_, at) => ({
        name: `well-${at}`,
        program: 'npx',
        dependsOn: [],
      }));
      world.servers = [...started('npx'), ...well];
    };
    expect(told((world) => npx(world, 0))).toBe('50 servers are down: all that are started by npx');
    expect(told((world) => npx(world, 5))).toBe('50 servers are down: most that are started by npx');
    expect(told((world) => npx(world, 20))).toBe('50 servers are down');
  });

  it('is what they all say rather than that Signalbox has only started, and an awakening rather than that', () => {
    for (const [lately, title] of [
      ['Signalbox started at 09:00', '3 servers are down: connection refused'],
      ['the machine woke at 09:00', '3 servers are down: the machine woke at 09:00'],
    ] as const) {
      const { clock, make, fireAll, world, titles } = madeUpWorld();
      world.lately = lately;
      fireAll(
        ['a', 'b', 'c'].map((name) => make(name, 'down', { message: `${name} is down: connection refused` })),
      );
      clock.advance(5 * SECOND);
      expect(titles()).toEqual([title]);
    }
    expect(
      told(({ world }) => {
        world.lately = 'Signalbox started at 09:00';
      }),
    ).toBe('50 servers are down: Signalbox started at 09:00');
  });

  it('is not the start of Signalbox where they began after it had settled', () => {
    const { clock, world, make, fireAll, sent } = madeUpWorld();
    world.lately = 'Signalbox started at 09:00';
    clock.advance(2 * MINUTE);
    fireAll([
      make('a', 'memory_limit'),
      make('b', 'down', { message: 'b is down' }),
      make('c', 'certificate'),
    ]);
    clock.advance(5 * SECOND);
    expect(sent).toMatchObject([
      {
        title: '3 servers have trouble',
        body: 'No common cause is known.\nb is down.\na: memory_limit.\nc: certificate.',
      },
    ]);
  });

  it('is not made up: then each says what is wrong with it, the first ten of them', () => {
    expect(told(() => {})).toBe('50 servers are down');
    const { clock, make, fireAll, sent } = madeUpWorld();
    fireAll(names.map((name, at) => make(name, 'down', { message: `${name} ${'x'.repeat(at + 1)}` })));
    clock.advance(5 * SECOND);
    const lines = sent[0]?.body.split('\n') ?? [];
    expect(lines.slice(0, 2)).toEqual(['No common cause is known.', 'server-1 x.']);
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('and 40 more.');
  });
});
