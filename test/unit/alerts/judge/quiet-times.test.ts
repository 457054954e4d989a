import { describe, expect, it } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import { fakeRule } from '../../../fakes/alert-rule.ts';
import { fakeSilence, judgeRig, kinds, told } from './judge-rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WALL = Date.UTC(2026, 0, 1);
const cpu = (percent: number | null) => ({ values: { cpu_percent: percent } });

describe('after a sleep', () => {
  it('what was pending has to hold anew', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 50 * SECOND }, cpu(90));
    const awake = (at: number) =>
      kinds(rig.look({ at, wallMs: WALL + 2 * HOUR + at, servers: { github: cpu(90) } }));
    expect(awake(55 * SECOND)).toEqual([]);
    expect(awake(65 * SECOND)).toEqual([]);
    expect(rig.judge.dueMs()).toBe(115 * SECOND);
    expect(awake(114_999)).toEqual([]);
    expect(awake(115 * SECOND)).toEqual(['fired']);
  });

  it('nothing fires at the first look, though its rule asks for no time', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(1) } });
    const wallMs = WALL + 2 * HOUR;
    expect(kinds(rig.look({ at: 5_000, wallMs, servers: { github: cpu(90) } }))).toEqual(['pending']);
    expect(rig.judge.dueMs()).toBeNull();
    expect(kinds(rig.look({ at: 10_000, wallMs: wallMs + 5_000, servers: { github: cpu(1) } }))).toEqual([
      'withdrawn',
    ]);
  });

  it('or a while in which nobody looked, the same', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 50 * SECOND }, cpu(90));
    expect(rig.look({ at: 3 * MINUTE, servers: { github: cpu(90) } })).toEqual([]);
    expect(rig.look({ at: 3 * MINUTE + 55 * SECOND, servers: { github: cpu(90) } })).toEqual([]);
    expect(kinds(rig.look({ at: 4 * MINUTE, servers: { github: cpu(90) } }))).toEqual(['fired']);
  });

  it('what got much worse has to hold anew for that', () => {
    const rig = judgeRig([fakeRule({ forMs: 0, worse: { at: 95, forMs: MINUTE, severity: 'error' } })]);
    rig.run({ from: 0, to: 50 * SECOND }, cpu(99));
    expect(rig.look({ at: 3 * MINUTE, servers: { github: cpu(99) } })).toEqual([]);
    expect(rig.look({ at: 3 * MINUTE + 55 * SECOND, servers: { github: cpu(99) } })).toEqual([]);
    expect(kinds(rig.look({ at: 4 * MINUTE, servers: { github: cpu(99) } }))).toEqual(['worse']);
  });

  it('a clock that is set back changes nothing', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 50 * SECOND }, cpu(90));
    const look = { at: MINUTE, wallMs: WALL - HOUR, servers: { github: cpu(90) } };
    expect(kinds(rig.look(look))).toEqual(['fired']);
  });
});

describe('while things settle', () => {
  it('nothing new fires, and what held all the while does when they have', () => {
    const rig = judgeRig([fakeRule()]);
    const settling = (at: number) => rig.look({ at, settling: true, servers: { github: cpu(90) } });
    expect(kinds(settling(0))).toEqual(['pending']);
    expect(kinds(settling(MINUTE))).toEqual([]);
    expect(kinds(settling(2 * MINUTE))).toEqual([]);
    expect(rig.judge.dueMs()).toBeNull();
    expect(kinds(rig.look({ at: 2 * MINUTE + SECOND, servers: { github: cpu(90) } }))).toEqual(['fired']);
  });

  it('nothing gets worse, and what is better is over', () => {
    const rig = judgeRig([fakeRule({ forMs: 0, worse: { at: 95, forMs: 0, severity: 'error' } })]);
    rig.look({ at: 0, servers: { github: cpu(90), db: cpu(90) } });
    const servers = { github: cpu(99), db: cpu(1) };
    expect(told(rig.look({ at: 5_000, settling: true, servers }))).toEqual(['resolved high_cpu of db']);
    expect(told(rig.look({ at: 10_000, servers }))).toEqual(['worse high_cpu of github']);
  });
});

describe('while things settle, as after a night', () => {
  it('what was silenced until then is not released yet', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.silences = [fakeSilence({ until: '2026-01-01T00:00:20.000Z' })];
    rig.look({ at: 0, servers: { github: cpu(90) } });
    expect(rig.look({ at: 30 * SECOND, settling: true, servers: { github: cpu(90) } })).toEqual([]);
    expect(kinds(rig.look({ at: 35 * SECOND, servers: { github: cpu(90) } }))).toEqual(['released']);
  });

  it('nothing comes due of a server that was taken out of the configuration meanwhile', () => {
    const rig = judgeRig([fakeRule()]);
    rig.look({ at: 0, servers: { github: cpu(90), db: cpu(10) } });
    expect(rig.judge.dueMs()).toBe(MINUTE);
    rig.look({ at: 30 * SECOND, settling: true, servers: { db: cpu(10) } });
    expect(rig.judge.dueMs()).toBeNull();
    expect(kinds(rig.look({ at: 75 * SECOND, servers: { db: cpu(10) } }))).toEqual(['withdrawn']);
  });
});

describe('while a server is quiet', () => {
  it('nothing new of it fires, and others do', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    const quiet = { ...cpu(90), quiet: 'you restarted it' };
    expect(told(rig.look({ at: 0, servers: { github: quiet, db: cpu(90) } }))).toEqual([
      'pending high_cpu of github',
      'fired high_cpu of db',
    ]);
    const servers = { github: cpu(90), db: cpu(90) };
    expect(told(rig.look({ at: 5_000, servers }))).toEqual(['fired high_cpu of github']);
  });
});

describe('after a restart of Signalbox', () => {
  /** What one run leaves behind. */
  function left(state: 'pending' | 'firing' | 'acknowledged', server = 'github'): Alert {
    const rig = judgeRig([fakeRule()]);
    const servers = { [server]: cpu(90) };
    rig.look({ at: 0, servers });
    if (state !== 'pending') rig.look({ at: MINUTE, servers });
    const [alert] = rig.judge.open();
    if (!alert) throw new Error('nothing is open');
    if (state === 'acknowledged') return rig.judge.acknowledge(alert.id, WALL)?.alert ?? alert;
    return { ...alert, notified_at: '2026-01-01T00:01:05.000Z' };
  }

  it('what was open is open again, as it was, and is not told anew', () => {
    const alert = left('acknowledged');
    const rig = judgeRig([fakeRule()], [alert]);
    expect(rig.judge.open()).toEqual([alert]);
    expect(rig.look({ at: 0, settling: true, servers: { github: cpu(null) } })).toEqual([]);
    expect(rig.look({ at: MINUTE, servers: { github: cpu(85) } })).toEqual([]);
    expect(rig.judge.open()).toEqual([{ ...alert, value: 85 }]);
  });

  it('what holds no more is over when all has settled', () => {
    const rig = judgeRig([fakeRule()], [left('firing')]);
    expect(rig.look({ at: 0, settling: true, servers: { github: cpu(1) } })).toEqual([]);
    expect(rig.look({ at: MINUTE, servers: { github: cpu(1) } })).toMatchObject([
      { kind: 'resolved', alert: { resolution: 'CPU is back at 1 %' } },
    ]);
  });

  it('what is about nothing any more is over', () => {
    const gone = left('firing', 'gone');
    const off = { ...left('firing'), id: 'b', rule: 'own_rule' };
    const rig = judgeRig([fakeRule()], [gone, off]);
    expect(rig.look({ at: 0, settling: true, servers: { github: cpu(1) } })).toMatchObject([
      { kind: 'resolved', alert: { id: 'b', resolution: 'its rule is gone' } },
    ]);
    expect(rig.look({ at: MINUTE, servers: { github: cpu(1) } })).toMatchObject([
      { kind: 'resolved', alert: { server: 'gone', resolution: 'no longer configured' } },
    ]);
  });

  it('what was pending has to hold anew', () => {
    const rig = judgeRig([fakeRule()], [left('pending')]);
    expect(rig.look({ at: 0, servers: { github: cpu(90) } })).toEqual([]);
    expect(rig.look({ at: 59_999, servers: { github: cpu(90) } })).toEqual([]);
    expect(kinds(rig.look({ at: MINUTE, servers: { github: cpu(90) } }))).toEqual(['fired']);
  });

  it('a silence that an alert had outgrown does not cover it again', () => {
    const alert = left('firing');
    const rig = judgeRig([fakeRule()], [alert]);
    rig.silences = [fakeSilence({ alert: alert.id })];
    expect(kinds(rig.judge.applySilences(WALL))).toEqual(['silenced']);

    const again = judgeRig([fakeRule()], [alert], [fakeSilence({ alert: alert.id })]);
    expect(again.judge.applySilences(WALL)).toEqual([]);
  });

  it('what was inhibited stays so for the minute in which its cause may be seen again', () => {
    const alert: Alert = { ...left('firing'), state: 'inhibited', cause: 'db is down' };
    const rig = judgeRig([fakeRule()], [alert]);
    expect(rig.look({ at: 0, servers: { github: cpu(90) } })).toEqual([]);
    expect(rig.look({ at: 59_999, servers: { github: cpu(90) } })).toEqual([]);
    expect(kinds(rig.look({ at: MINUTE, servers: { github: cpu(90) } }))).toEqual(['released']);
  });
});
