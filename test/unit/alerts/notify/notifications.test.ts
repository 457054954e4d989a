import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, madeUpWorld, SECOND } from './made-up-world.ts';

describe('one trouble', () => {
  it('is told once, a moment after it began, with what is wrong and what to do', () => {
    const { clock, fire, sent, notified } = madeUpWorld();
    const id = fire('github', 'memory_limit', {
      message: 'github uses 460 MB, 90 % of the 512 MB that it may',
      cause: 'a leak',
      next_step: 'Restart it, or raise limits.memorySoft',
      actions: ['restart', 'open-server'],
      remedies: [
        {
          at: '2026-01-07T12:00:00.000Z',
          remedy: 'diagnose',
          outcome: 'done',
          sentence: 'Signalbox wrote down what it knows',
        },
      ],
    });
    expect(sent).toEqual([]);
    clock.advance(5 * SECOND);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      kind: 'firing',
      severity: 'warning',
      title: 'github: memory is near its limit',
      body: [
        'github uses 460 MB, 90 % of the 512 MB that it may. Cause: a leak.',
        'Signalbox wrote down what it knows.',
        'Restart it, or raise limits.memorySoft.',
      ].join('\n'),
      servers: ['github'],
      actions: ['restart', 'open-server'],
      channels: null,
    });
    expect(notified).toEqual([id]);
    clock.advance(24 * HOUR);
    expect(sent).toHaveLength(1);
  });

  it('says of itself when it was told', () => {
    const { clock, fire, sent } = madeUpWorld();
    fire('github');
    clock.advance(MINUTE);
    expect(sent[0]?.alerts).toMatchObject([{ notified_at: sent[0]?.at }]);
  });

  it('of a server with several alerts makes one notification, with the worst first', () => {
    const { clock, fire, sent } = madeUpWorld();
    fire('github', 'slow');
    clock.advance(2 * SECOND);
    fire('github', 'down');
    clock.advance(3 * SECOND);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      title: 'github is down, and 1 more',
      severity: 'error',
      servers: ['github'],
    });
    expect(sent[0]?.body).toBe('github: down.\ngithub: slow.');
  });

  it('that goes on and shows itself in other ways is told of again only after a while, or when it gets worse', () => {
    const { clock, fire, sent } = madeUpWorld();
    fire('github', 'down');
    clock.advance(10 * SECOND);
    fire('github', 'slow');
    fire('gitlab', 'slow');
    clock.advance(10 * SECOND);
    const titles = () => sent.map(({ title }) => title);
    expect(titles()).toEqual(['github is down', expect.stringMatching(/^gitlab/)]);
    fire('github', 'crash_loop', { severity: 'critical' });
    clock.advance(10 * SECOND);
    expect(sent.at(-1)).toMatchObject({ severity: 'critical', servers: ['github'] });
    clock.advance(10 * MINUTE);
    expect(sent.at(-1)).toMatchObject({ servers: ['github'], severity: 'warning' });
    expect(sent).toHaveLength(4);
  });

  it('is not told when it is over before it could be', () => {
    const { clock, fire, resolve, sent } = madeUpWorld();
    resolve(fire('github'));
    clock.advance(HOUR);
    expect(sent).toEqual([]);
  });

  it('is not told when it only is good to know, explained, silenced, seen, or not to be told by its rule', () => {
    const { clock, fire, change, world, sent } = madeUpWorld();
    world.rules.set('slow', { notify: false });
    fire('a', 'high_memory');
    fire('b', 'slow');
    change(fire('c'), 'inhibited', { state: 'inhibited', cause: 'db, which it depends on, is down' });
    change(fire('d'), 'silenced', { state: 'silenced' });
    change(fire('e'), 'acknowledged', { state: 'acknowledged' });
    fire('f', 'down', { state: 'inhibited' });
    clock.advance(HOUR);
    expect(sent).toEqual([]);
  });

  it('says which other servers suffer from it', () => {
    const { clock, fire, sent } = madeUpWorld();
    fire('db');
    const cause = 'db, which it depends on, is down';
    for (const name of ['a', 'b', 'c', 'd']) fire(name, 'down', { state: 'inhibited', cause });
    fire('e', 'down', { state: 'inhibited', cause: 'dbase, which it depends on, is down' });
    clock.advance(5 * SECOND);
    expect(sent.map(({ body }) => body)).toEqual(['db: down.\na, b, c, and 1 more suffer from it.']);
  });

  it('is told again when it gets worse, and not when it gets better', () => {
    const { clock, fire, worse, change, sent } = madeUpWorld();
    const id = fire('github', 'memory_limit');
    clock.advance(MINUTE);
    worse(id, 'error');
    clock.advance(MINUTE);
    change(id, 'better', { severity: 'warning' });
    clock.advance(MINUTE);
    worse(id, 'error');
    clock.advance(MINUTE);
    expect(sent.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'firing warning',
      'worse error',
    ]);
  });

  it('that was only good to know is told when it gets worse', () => {
    const { clock, fire, worse, titles } = madeUpWorld();
    const id = fire('github', 'high_cpu');
    clock.advance(HOUR);
    worse(id, 'warning');
    clock.advance(5 * SECOND);
    expect(titles()).toEqual(['github: CPU is high']);
  });

  it('is told when what explained it is over and it still holds', () => {
    const { clock, fire, change, titles } = madeUpWorld();
    const id = fire('github', 'down', { state: 'inhibited', cause: 'db is down' });
    clock.advance(HOUR);
    change(id, 'released', { state: 'firing', cause: null });
    clock.advance(5 * SECOND);
    expect(titles()).toEqual(['github is down']);
  });
});

describe('what a trouble leaves behind', () => {
  it('is no news, unless it holds on for an hour', () => {
    const { clock, fire, change, resolve, titles } = madeUpWorld();
    const rest = fire('github', 'unsteady', { state: 'inhibited', cause: 'it keeps going down' });
    const loop = fire('github', 'crash_loop');
    clock.advance(HOUR);
    resolve(loop);
    clock.advance(MINUTE);
    change(rest, 'released', { state: 'firing', cause: null });
    clock.advance(30 * MINUTE);
    expect(titles()).toEqual(['github keeps going down', 'github is back']);
    clock.advance(30 * MINUTE);
    expect(titles().slice(2)).toEqual(['github goes down again and again']);
  });

  it('is told at once when it is as bad', () => {
    const { clock, fire, change, resolve, titles } = madeUpWorld();
    const rest = fire('github', 'error_rate', { state: 'inhibited', cause: 'it is down' });
    const down = fire('github');
    clock.advance(HOUR);
    resolve(down);
    clock.advance(MINUTE);
    change(rest, 'released', { state: 'firing', cause: null });
    clock.advance(MINUTE);
    expect(titles().slice(2)).toEqual(['github: many requests fail']);
  });
});

describe('the end of a trouble', () => {
  it('is told once for what was told, and not for what was not', () => {
    const { clock, fire, resolve, sent } = madeUpWorld();
    const told = fire('github');
    const untold = fire('time', 'high_memory');
    clock.advance(MINUTE);
    resolve(told, untold);
    clock.advance(HOUR);
    expect(sent.map(({ kind, title, body }) => ({ kind, title, body }))).toEqual([
      { kind: 'firing', title: 'github is down', body: 'github: down.' },
      {
        kind: 'resolved',
        title: 'github is back',
        body: 'It is well again, after 60 s. It was: github: down.',
      },
    ]);
  });

  it('is not told of what was silenced meanwhile', () => {
    const { clock, fire, change, resolve, titles } = madeUpWorld();
    const id = fire('github');
    clock.advance(MINUTE);
    change(id, 'silenced', { state: 'silenced' });
    resolve(id);
    clock.advance(HOUR);
    expect(titles()).toEqual(['github is down']);
  });

  it('says how long it lasted from when it began, not from when it was told', () => {
    const { clock, fire, resolve, sent } = madeUpWorld();
    const since = new Date(clock.now() - 10 * SECOND).toISOString();
    const id = fire('github', 'down', { since });
    clock.advance(6 * SECOND);
    resolve(id);
    clock.advance(MINUTE);
    expect(sent[1]?.body).toContain('after 16 s');
  });

  it('is not told of what its owner cleared', () => {
    const { clock, fire, change, sent } = madeUpWorld();
    const id = fire('github');
    clock.advance(MINUTE);
    change(id, 'resolved', { state: 'resolved', resolution: 'cleared' });
    clock.advance(HOUR);
    expect(sent).toHaveLength(1);
  });

  it('is told in the words of what ended it', () => {
    const { clock, fire, change, titles } = madeUpWorld();
    const ends = [
      ['memory_limit', 'memory is back at 310 MB'],
      ['down', 'you stopped it'],
      ['hung', null],
    ] as const;
    for (const [rule, resolution] of ends) {
      const id = fire(rule, rule);
      clock.advance(MINUTE);
      change(id, 'resolved', { state: 'resolved', resolution });
      clock.advance(HOUR);
    }
    const disk = fire(null, 'disk_space');
    clock.advance(MINUTE);
    change(disk, 'resolved', { state: 'resolved', resolution: '4 GB of the disk are free again' });
    clock.advance(MINUTE);
    expect(titles().filter((_, at) => at % 2 === 1)).toEqual([
      'memory_limit: memory is back at 310 MB',
      'down: you stopped it',
      'hung is back',
      '4 GB of the disk are free again',
    ]);
  });

  it('waits while the server is down by the word of another rule', () => {
    const { clock, fire, change, resolve, titles } = madeUpWorld();
    const down = fire('github');
    clock.advance(MINUTE);
    const loop = fire('github', 'crash_loop');
    change(down, 'inhibited', { state: 'inhibited', cause: 'it keeps going down' });
    clock.advance(MINUTE);
    resolve(down);
    clock.advance(HOUR);
    expect(titles()).toEqual(['github is down', 'github keeps going down']);
    resolve(loop);
    clock.advance(MINUTE);
    expect(titles().slice(2)).toEqual(['github is well again']);
  });

  it('is told in one for many that are well at once', () => {
    const { clock, fire, resolve, titles } = madeUpWorld();
    const ids = ['a', 'b', 'c', 'd'].map((name) => {
      const id = fire(name);
      clock.advance(10 * MINUTE);
      return id;
    });
    resolve(...ids);
    clock.advance(MINUTE);
    expect(titles().slice(4)).toEqual(['4 servers are well again']);
  });
});

describe('what comes and goes', () => {
  it('is told at most once in four hours, unless it gets worse', () => {
    const { clock, fire, resolve, sent } = madeUpWorld();
    for (let turn = 0; turn < 6; turn++) {
      const id = fire('github');
      clock.advance(10 * MINUTE);
      resolve(id);
      clock.advance(10 * MINUTE);
    }
    expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'resolved']);
    fire('github', 'down', { severity: 'critical' });
    clock.advance(MINUTE);
    expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'resolved', 'firing']);
  });

  it('and stays is told when the four hours are over', () => {
    const { clock, fire, resolve, sent } = madeUpWorld();
    resolve(fire('github'));
    const first = fire('github');
    clock.advance(MINUTE);
    resolve(first);
    clock.advance(HOUR);
    fire('github');
    clock.advance(2 * HOUR);
    expect(sent).toHaveLength(2);
    clock.advance(2 * HOUR);
    expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'resolved', 'firing']);
  });

  it.each([{ restarts: false }, { restarts: true }])(
    'and was silenced meanwhile is told again when the four hours are over, and its end then (a restart between: $restarts)',
    ({ restarts }) => {
      const { clock, fire, change, resolve, restart, sent } = madeUpWorld();
      const id = fire('github');
      clock.advance(MINUTE);
      change(id, 'silenced', { state: 'silenced' });
      clock.advance(HOUR);
      change(id, 'released', { state: 'firing' });
      if (restarts) restart();
      clock.advance(HOUR);
      expect(sent).toHaveLength(1);
      clock.advance(2 * HOUR);
      expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'firing']);
      resolve(id);
      clock.advance(MINUTE);
      expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'firing', 'resolved']);
    },
  );

  it('within seconds is one trouble: neither its end nor its return is told', () => {
    const { clock, fire, resolve, sent } = madeUpWorld();
    const first = fire('github');
    clock.advance(MINUTE);
    resolve(first);
    clock.advance(SECOND);
    const second = fire('github');
    clock.advance(MINUTE);
    expect(sent.map(({ kind }) => kind)).toEqual(['firing']);
    resolve(second);
    clock.advance(MINUTE);
    expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'resolved']);
  });

  it('is called so', () => {
    const { clock, fire, change, titles } = madeUpWorld();
    const id = fire('github', 'down', { severity: 'info' });
    change(id, 'unstable', { severity: 'error', flapping: true });
    clock.advance(5 * SECOND);
    expect(titles()).toEqual(['github comes and goes']);
  });
});

describe('a restart of the engine', () => {
  it('tells nothing again, and tells the end of what was told before', () => {
    const { clock, fire, resolve, restart, sent } = madeUpWorld();
    const id = fire('github');
    clock.advance(MINUTE);
    restart({ forMs: HOUR });
    clock.advance(10 * MINUTE);
    expect(sent).toHaveLength(1);
    resolve(id);
    clock.advance(MINUTE);
    expect(sent.map(({ kind }) => kind)).toEqual(['firing', 'resolved']);
    fire('github');
    clock.advance(HOUR);
    expect(sent).toHaveLength(2);
    clock.advance(2 * HOUR);
    expect(sent).toHaveLength(3);
  });

  it('loses nothing that was being gathered: it is sent at the end', () => {
    const { clock, fire, restart, sent } = madeUpWorld();
    fire('github');
    restart();
    expect(sent).toHaveLength(1);
    clock.advance(HOUR);
    expect(sent).toHaveLength(1);
  });

  it('loses nothing when it was killed: it is told when it still holds after the start', () => {
    const { clock, fire, resolve, restart, titles } = madeUpWorld();
    const told = fire('github');
    clock.advance(MINUTE);
    resolve(told);
    fire('time');
    restart({ killed: true });
    clock.advance(30 * SECOND);
    expect(titles()).toEqual(['github is down']);
    clock.advance(MINUTE);
    expect(titles().sort()).toEqual(['github is back', 'github is down', 'time is down']);
  });

  it('leaves no timer behind', () => {
    const { clock, fire, policy } = madeUpWorld();
    fire('github');
    policy().close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('channels', () => {
  it('that all are switched off leave nobody who was told', () => {
    const { world, clock, fire, sent, notified } = madeUpWorld();
    const channels = world.settings.channels.map((channel) => ({ ...channel, enabled: false }));
    world.settings = { ...world.settings, channels };
    fire('github', 'down');
    clock.advance(10 * SECOND);
    expect([sent, notified]).toEqual([[], []]);
  });

  it('are those that a rule names', () => {
    const { clock, fire, world, sent } = madeUpWorld();
    world.settings = { ...world.settings, channels: [...world.settings.channels, slack] };
    world.rules.set('slow', { channels: ['team'] });
    fire('github', 'slow');
    fire('github', 'down');
    clock.advance(5 * SECOND);
    expect(sent.map(({ title, channels }) => [title, channels])).toEqual([
      ['github: slower than usual', ['team']],
      ['github is down', null],
    ]);
  });
});

const slack = {
  name: 'team',
  type: 'slack',
  url: 'https://example.invalid/hook',
  timeoutMs: 1,
  enabled: true,
  fromSeverity: 'error',
  resolved: true,
  summary: false,
} as const;
