import { describe, expect, it } from 'vitest';
import { isQuiet } from '#engine/alerts/notify/quiet-hours.ts';
import { HOUR, MINUTE, madeUpWorld, SECOND } from './made-up-world.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** 22:00 to 07:00. */
const night = { fromMinute: 22 * 60, toMinute: 7 * 60, days: EVERY_DAY, except: 'critical' } as const;
const at = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();

describe('quiet hours', () => {
  it('are those of the day, over midnight too, of the days on which they begin', () => {
    expect(
      [at(7, 21, 59), at(7, 22), at(8, 0), at(8, 6, 59), at(8, 7)].map((ms) => isQuiet(night, ms)),
    ).toEqual([false, true, true, true, false]);
    const noon = { ...night, fromMinute: 12 * 60, toMinute: 13 * 60 };
    expect([at(7, 11, 59), at(7, 12), at(7, 12, 59), at(7, 13)].map((ms) => isQuiet(noon, ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    // 7 January 2026 is a Wednesday.
    const wednesdays = { ...night, days: [3] };
    expect([at(7, 5), at(7, 23), at(8, 5), at(8, 23)].map((ms) => isQuiet(wednesdays, ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isQuiet(null, at(7, 23))).toBe(false);
  });

  it('hold back what can wait, and give one notification of what is still wrong when they end', () => {
    const { clock, world, fire, resolve, sent, policy } = madeUpWorld(at(7, 23));
    world.settings = { ...world.settings, quietHours: night };
    expect(policy().inQuietHours()).toBe(true);
    fire('a');
    fire('b', 'memory_leak');
    const over = fire('c');
    fire('d', 'crash_loop');
    clock.advance(2 * HOUR);
    resolve(over);
    expect(sent.map(({ title }) => title)).toEqual(['d keeps going down']);
    clock.advance(5 * HOUR + 58 * MINUTE);
    expect(sent).toHaveLength(1);
    clock.advance(5 * MINUTE);
    expect(sent.slice(1)).toMatchObject([
      {
        kind: 'firing',
        title: 'Still wrong after the quiet hours: a and b',
        body: 'a: down.\nb: memory_leak.\n1 more came and went in the quiet hours.',
        channels: null,
      },
    ]);
    clock.advance(10 * HOUR);
    expect(sent).toHaveLength(2);
  });

  it('say nothing of what ended, until they are over', () => {
    const { clock, world, fire, resolve, titles } = madeUpWorld(at(7, 21));
    world.settings = { ...world.settings, quietHours: night };
    const id = fire('a');
    clock.advance(2 * HOUR);
    resolve(id);
    clock.advance(7 * HOUR);
    expect(titles()).toEqual(['a is down']);
    clock.advance(2 * HOUR);
    expect(titles()).toEqual(['a is down', 'a is back']);
  });

  it('hold back a storm of the night too: one notification in the morning, one at its end', () => {
    const { clock, world, make, fireAll, allOpen, resolve, titles } = madeUpWorld(at(7, 23));
    world.settings = { ...world.settings, quietHours: { ...night, except: null } };
    fireAll(['a', 'b', 'c', 'd'].map((name) => make(name, 'crash_loop')));
    clock.advance(7 * HOUR);
    expect(titles()).toEqual([]);
    clock.advance(2 * HOUR);
    for (const id of allOpen()) {
      resolve(id);
      clock.advance(10 * MINUTE);
    }
    expect(titles()).toEqual([
      'Still wrong after the quiet hours: a, b, c, and 1 more',
      '4 servers are well again',
    ]);
  });

  it('hold over a restart', () => {
    const { clock, world, fire, restart, titles } = madeUpWorld(at(7, 23));
    world.settings = { ...world.settings, quietHours: night };
    fire('a');
    clock.advance(MINUTE);
    restart({ forMs: 9 * HOUR });
    clock.advance(MINUTE);
    expect(titles()).toEqual(['a is down']);
  });
});

describe('a pause', () => {
  const mail = {
    name: 'mail',
    type: 'slack',
    url: 'https://example.invalid/hook',
    timeoutMs: 1,
    enabled: true,
    fromSeverity: 'error',
    resolved: true,
    summary: false,
  } as const;

  it('keeps the desktop quiet, and goes on telling others', () => {
    const { clock, world, fire, policy, sent } = madeUpWorld();
    world.settings = { ...world.settings, channels: [...world.settings.channels, mail] };
    policy().pause(clock.now() + HOUR);
    expect(policy().pausedUntilMs()).toBe(clock.now() + HOUR);
    fire('a');
    fire('b', 'slow');
    clock.advance(MINUTE);
    expect(sent.map(({ title, channels }) => [title, channels])).toEqual([['a is down', ['mail']]]);
  });

  it('ends with one notification of what is still wrong and grave', () => {
    const { clock, fire, resolve, policy, sent } = madeUpWorld();
    policy().pause(clock.now() + HOUR);
    fire('a');
    fire('b', 'slow');
    const over = fire('c');
    clock.advance(30 * MINUTE);
    resolve(over);
    expect(sent).toEqual([]);
    clock.advance(HOUR);
    expect(policy().pausedUntilMs()).toBeNull();
    expect(sent).toMatchObject([
      {
        kind: 'firing',
        title: 'a is down',
        body: 'a: down.\n1 more came and went in the pause.',
        channels: ['native'],
      },
    ]);
    clock.advance(10 * HOUR);
    expect(sent).toHaveLength(1);
  });

  it('can be ended before its time, and outlives a restart', () => {
    const { clock, fire, policy, restart, titles } = madeUpWorld();
    policy().pause(clock.now() + HOUR);
    fire('a');
    clock.advance(MINUTE);
    restart();
    clock.advance(10 * MINUTE);
    expect(titles()).toEqual([]);
    policy().pause(null);
    clock.advance(SECOND);
    expect(titles()).toEqual(['a is down']);
    expect(policy().pausedUntilMs()).toBeNull();
  });
});
