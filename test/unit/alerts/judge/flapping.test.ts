import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '#engine/alerts/alert-event.ts';
import { fakeRule } from '../../../fakes/alert-rule.ts';
import { judgeRig, kinds } from './judge-rig.ts';

const MINUTE = 60_000;
const down = fakeRule({
  name: 'down',
  title: 'Is down',
  signal: 'down',
  unit: 'none',
  condition: { kind: 'above', enter: 1, exit: 1 },
  forMs: 0,
});
const github = (isDown: boolean) => ({ github: { values: { down: isDown ? 1 : 0 } } });

/** A minute down, a minute up, and so on, looked at every ten seconds. */
function turn(rig: ReturnType<typeof judgeRig>, fromMinute: number, toMinute: number): AlertEvent[] {
  const events: AlertEvent[] = [];
  for (let at = fromMinute * MINUTE; at < toMinute * MINUTE; at += 10_000) {
    events.push(...rig.look({ at, servers: github(Math.floor(at / MINUTE) % 2 === 0) }));
  }
  return events;
}

function stay(rig: ReturnType<typeof judgeRig>, from: number, to: number, isDown: boolean): AlertEvent[] {
  const events: AlertEvent[] = [];
  for (let at = from; at <= to; at += 10_000) events.push(...rig.look({ at, servers: github(isDown) }));
  return events;
}

describe('an alert that comes and goes', () => {
  it('is told once as that after six changes, and its turns no more', () => {
    const rig = judgeRig([down]);
    const events = turn(rig, 0, 14);
    const turns = events.filter(({ kind }) => kind !== 'changed');
    expect(kinds(turns)).toEqual(['fired', 'resolved', 'fired', 'resolved', 'fired', 'unstable']);
    expect(turns.at(-1)?.alert).toMatchObject({
      state: 'firing',
      flapping: true,
      times: 3,
      message: 'github: it is down (comes and goes: 3 times in 5 min)',
      next_step: 'restart github',
    });
    expect(rig.judge.open()).toMatchObject([
      { flapping: true, times: 7, message: 'github: it is down (comes and goes: 7 times in 12 min)' },
    ]);
  });

  it('is over when it has been quiet for ten minutes, and begins anew after that', () => {
    const rig = judgeRig([down]);
    turn(rig, 0, 6);
    expect(stay(rig, 6 * MINUTE, 15 * MINUTE - 10_000, false)).toEqual([]);
    expect(stay(rig, 15 * MINUTE, 15 * MINUTE, false)).toMatchObject([
      { kind: 'resolved', alert: { resolution: 'it has not come back for 10 min' } },
    ]);
    expect(kinds(turn(rig, 16, 18))).toEqual(['fired', 'resolved']);
  });

  it('is a plain one again when it has stayed for ten minutes', () => {
    const rig = judgeRig([down]);
    turn(rig, 0, 6);
    const events = stay(rig, 6 * MINUTE, 16 * MINUTE, true);
    expect(events.at(-1)).toMatchObject({
      kind: 'changed',
      alert: { state: 'firing', flapping: false, times: 1, message: 'github: down is 1' },
    });
    expect(kinds(stay(rig, 16 * MINUTE + 10_000, 16 * MINUTE + 10_000, false))).toEqual(['resolved']);
  });

  it('is not one that its owner stops and starts', () => {
    const rig = judgeRig([down]);
    const events: AlertEvent[] = [];
    for (let at = 0; at < 10 * MINUTE; at += 10_000) {
      const over = at % 20_000 === 0 ? null : 'you stopped it';
      events.push(...rig.look({ at, servers: { github: { values: { down: 1 }, over } } }));
    }
    expect(events.length).toBeGreaterThan(20);
    expect(events.some(({ alert }) => alert.flapping)).toBe(false);
  });

  it('is not one that fires a few times a day', () => {
    const rig = judgeRig([down]);
    const events: AlertEvent[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      events.push(...rig.look({ at: minute * MINUTE, servers: github(minute % 30 === 0) }));
    }
    expect(events.filter(({ kind }) => kind === 'fired')).toHaveLength(48);
    expect(kinds(events)).not.toContain('unstable');
  });

  it('is told in a sentence with its figure where the rule is one’s own', () => {
    const depth = fakeRule({
      name: 'depth',
      title: 'Depth',
      signal: 'custom:depth',
      unit: 'none',
      condition: { kind: 'above', enter: 10, exit: 5 },
      forMs: 0,
      own: true,
    });
    const rig = judgeRig([depth]);
    for (let minute = 0; minute < 6; minute += 1)
      rig.look({
        at: minute * MINUTE,
        servers: { github: { values: { 'custom:depth': minute % 2 ? 0 : 12 } } },
      });
    expect(rig.judge.open()).toMatchObject([
      { message: 'github: what “Depth” tells of came and went 3 times in 5 min, the last time at 12' },
    ]);
  });
});
