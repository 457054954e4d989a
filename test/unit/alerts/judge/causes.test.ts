import { describe, expect, it } from 'vitest';
import type { Root } from '#engine/alerts/look.ts';
import { fakeRule } from '../../../fakes/alert-rule.ts';
import { judgeRig, kinds, told } from './judge-rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const yes = { kind: 'above', enter: 1, exit: 1 } as const;
const down = fakeRule({
  name: 'down',
  title: 'Is down',
  signal: 'down',
  unit: 'none',
  condition: yes,
  forMs: MINUTE,
  severity: 'error',
});
const errors = fakeRule({
  name: 'error_rate',
  title: 'Many requests fail',
  type: 'request_errors',
  signal: 'error_percent_5m',
  condition: { kind: 'above', enter: 25, exit: 10 },
  forMs: 0,
  severity: 'error',
  explainedBy: ['down'],
});
const offline = fakeRule({
  name: 'offline',
  title: 'There is no network',
  signal: 'offline',
  scope: 'machine',
  condition: yes,
  forMs: MINUTE,
});
const onDb: Root = { server: 'db', rules: ['down'], sentence: 'db, which it depends on, is down' };

const well = { values: { down: 0, error_percent_5m: 0 } };
const dead = { values: { down: 1, error_percent_5m: 0 } };
const failing = { values: { down: 0, error_percent_5m: 90 }, roots: [onDb] };
const mended = { values: { down: 0, error_percent_5m: 0 }, roots: [onDb] };

describe('an alert that something else explains', () => {
  it('is inhibited, with the cause in words, while what its server needs is only pending', () => {
    const rig = judgeRig([down, errors]);
    const events = rig.look({ at: 0, servers: { api: failing, db: dead } });
    expect(told(events)).toEqual(['pending down of db', 'inhibited error_rate of api']);
    expect(rig.judge.open().find(({ server }) => server === 'api')).toMatchObject({
      state: 'inhibited',
      cause: 'db, which it depends on, is down',
      fired_at: '2026-01-01T00:00:00.000Z',
    });
  });

  it('is inhibited in whatever order servers are looked at', () => {
    const rig = judgeRig([down, errors]);
    const events = rig.look({ at: 0, servers: { db: dead, api: failing } });
    expect(told(events).toSorted()).toEqual(['inhibited error_rate of api', 'pending down of db']);
  });

  it('is inhibited though it fired a moment before its cause was seen', () => {
    const rig = judgeRig([down, errors]);
    expect(told(rig.look({ at: 0, servers: { api: failing, db: well } }))).toEqual([
      'fired error_rate of api',
    ]);
    expect(told(rig.look({ at: 1_000, servers: { api: failing, db: dead } }))).toEqual([
      'pending down of db',
      'inhibited error_rate of api',
    ]);
  });

  it('stands for itself where it is of the server alone, such as its memory', () => {
    const memory = fakeRule({ ...errors, name: 'high_memory', type: 'high_memory' });
    const rig = judgeRig([down, memory]);
    rig.look({ at: 0, servers: { api: failing, db: dead } });
    expect(rig.judge.open().find(({ server }) => server === 'api')).toMatchObject({ state: 'firing' });
  });

  it('is inhibited by another alert of its own server', () => {
    const rig = judgeRig([down, errors]);
    rig.look({ at: 0, servers: { api: { values: { down: 1, error_percent_5m: 90 } } } });
    expect(rig.judge.open().find(({ rule }) => rule === 'error_rate')?.cause).toBe('it is down');
  });

  it('is inhibited by a trouble of the machine', () => {
    const rig = judgeRig([down, { ...errors, explainedBy: ['offline'] }, offline]);
    const servers = { api: { values: { error_percent_5m: 90 } } };
    const events = rig.look({ at: 0, machine: { values: { offline: 1 } }, servers });
    expect(told(events)).toEqual(['pending offline of the machine', 'inhibited error_rate of api']);
    expect(events[1]?.alert.cause).toBe('there is no network');
  });

  it('names what is behind the other alert where that is explained as well', () => {
    const busy = fakeRule({
      name: 'busy',
      title: 'Slower than usual',
      forMs: 0,
      explainedBy: ['error_rate'],
    });
    const rig = judgeRig([busy, errors, down]);
    rig.look({
      at: 0,
      servers: { api: { values: { cpu_percent: 99, error_percent_5m: 90, down: 1 } } },
    });
    expect(rig.judge.find('a1')).toMatchObject({ rule: 'busy', cause: 'it is down' });
  });

  it('is inhibited by what is so without an alert of its own', () => {
    const rig = judgeRig([errors]);
    const stopped = { server: 'db', rules: [], sentence: 'you stopped db, which it depends on' };
    const [event] = rig.look({ at: 0, servers: { api: { ...failing, roots: [stopped] } } });
    expect(event).toMatchObject({
      kind: 'inhibited',
      alert: { cause: 'you stopped db, which it depends on' },
    });
  });

  it('is told all the same where nobody is told of the other', () => {
    const info = { ...down, severity: 'info' } as const;
    const rig = judgeRig([info, errors]);
    const events = rig.look({ at: 0, servers: { api: failing, db: dead } });
    expect(told(events)).toContain('fired error_rate of api');

    const later = judgeRig([info, errors]);
    later.look({ at: 0, servers: { api: mended, db: dead } });
    later.look({ at: 5_000, servers: { api: mended, db: well } });
    const after = later.look({ at: 10_000, servers: { api: failing, db: well } });
    expect(told(after)).toEqual(['fired error_rate of api']);
  });

  it('is told where two explain each other, for one of them must be', () => {
    const a = { ...errors, name: 'a', explainedBy: ['b'] };
    const b = { ...errors, name: 'b', explainedBy: ['a'] };
    const servers = { api: { values: { error_percent_5m: 90 } } };
    const first = judgeRig([a, b]).look({ at: 0, servers });
    expect(told(first).toSorted()).toEqual(['fired b of api', 'inhibited a of api']);
    const turned = judgeRig([b, a]).look({ at: 0, servers });
    expect(told(turned).toSorted()).toEqual(told(first).toSorted());
  });
});

describe('when its cause is gone, an explained alert', () => {
  it('is over with its condition, and nobody hears of it', () => {
    const rig = judgeRig([down, errors]);
    rig.look({ at: 0, servers: { api: failing, db: dead } });
    const events = rig.look({ at: 5_000, servers: { api: mended, db: well } });
    expect(told(events).toSorted()).toEqual(['resolved error_rate of api', 'withdrawn down of db']);
  });

  it('may take as long to recover as its figure looks back, and a minute', () => {
    const rig = judgeRig([down, errors]);
    const servers = { api: failing, db: well };
    rig.look({ at: 0, servers: { api: failing, db: dead } });
    for (let at = 5 * SECOND; at < 6 * MINUTE + 5 * SECOND; at += 5 * SECOND) {
      expect(told(rig.look({ at, servers }))).toEqual(at === 5 * SECOND ? ['withdrawn down of db'] : []);
    }
    expect(rig.look({ at: 6 * MINUTE + 5 * SECOND, servers })).toMatchObject([
      { kind: 'released', alert: { state: 'firing', cause: null } },
    ]);
  });

  it('is not told an hour later, where its figure counts what happened within an hour', () => {
    const unsteady = fakeRule({
      name: 'unsteady',
      signal: 'downs_1h',
      condition: { kind: 'above', enter: 4, exit: 2 },
      forMs: 0,
      explainedBy: ['down'],
    });
    const rig = judgeRig([down, unsteady]);
    const events = rig.look({ at: 0, servers: { api: { values: { down: 1, downs_1h: 5 } } } });
    for (let at = MINUTE; at <= 61 * MINUTE; at += MINUTE) {
      const downs = at < 60 * MINUTE ? 5 : 1;
      events.push(...rig.look({ at, servers: { api: { values: { down: 0, downs_1h: downs } } } }));
    }
    expect(told(events)).toEqual([
      'pending down of api',
      'inhibited unsteady of api',
      'withdrawn down of api',
      'changed unsteady of api',
      'resolved unsteady of api',
    ]);
    expect(events.at(-1)?.alert.cause).toBe('it was down');
  });

  it('is a minute late where its figure is of the moment', () => {
    const slow = fakeRule({ name: 'busy', forMs: 0, explainedBy: ['down'] });
    const rig = judgeRig([down, slow]);
    const api = (isDown: number) => ({ api: { values: { down: isDown, cpu_percent: 99 } } });
    rig.look({ at: 0, servers: api(1) });
    rig.look({ at: 5 * SECOND, servers: api(0) });
    expect(rig.look({ at: 10 * SECOND, servers: api(0) })).toMatchObject([
      { kind: 'changed', alert: { cause: 'it was down' } },
    ]);
    expect(kinds(rig.look({ at: 64 * SECOND, servers: api(0) }))).toEqual([]);
    expect(kinds(rig.look({ at: 65 * SECOND, servers: api(0) }))).toEqual(['released']);
  });

  it('is a minute late where each explains the other, whatever its figure looks back', () => {
    const breaker = fakeRule({ name: 'breaker', signal: 'breaker_open', condition: yes, forMs: 0 });
    const pair = [
      { ...errors, explainedBy: ['breaker'] },
      { ...breaker, explainedBy: ['error_rate'] },
    ];
    const rig = judgeRig(pair);
    const api = (percent: number) => ({ api: { values: { error_percent_5m: percent, breaker_open: 1 } } });
    rig.look({ at: 0, servers: { api: { values: { error_percent_5m: 90, breaker_open: 0 } } } });
    expect(told(rig.look({ at: 5 * SECOND, servers: api(90) }))).toEqual(['inhibited breaker of api']);
    expect(told(rig.look({ at: 10 * SECOND, servers: api(0) }))).toEqual(['resolved error_rate of api']);
    expect(rig.look({ at: 65 * SECOND, servers: api(0) })).toEqual([]);
    expect(told(rig.look({ at: 70 * SECOND, servers: api(0) }))).toEqual(['released breaker of api']);
  });

  it('is not told when it begins only then, in the wake of what is over', () => {
    const rig = judgeRig([down, errors]);
    rig.look({ at: 0, servers: { api: mended, db: dead } });
    rig.look({ at: 5 * SECOND, servers: { api: mended, db: well } });
    // What it depends on is well again: nothing is said of it any more.
    const api = { ...failing, roots: [] };
    expect(told(rig.look({ at: 30 * SECOND, servers: { api, db: well } }))).toEqual([
      'inhibited error_rate of api',
    ]);
    expect(rig.judge.open()).toMatchObject([{ cause: 'db, which it depends on, was down' }]);
  });

  it('stays acknowledged when it was before', () => {
    const rig = judgeRig([down, fakeRule({ name: 'busy', forMs: 0, explainedBy: ['down'] })]);
    const api = (isDown: number) => ({ api: { values: { down: isDown, cpu_percent: 99 } } });
    rig.look({ at: 0, servers: api(0) });
    rig.judge.acknowledge('a1', 0);
    expect(told(rig.look({ at: 5_000, servers: api(1) }))).toContain('inhibited busy of api');
    rig.look({ at: 10_000, servers: api(0) });
    expect(kinds(rig.look({ at: 69_999, servers: api(0) }))).toEqual(['changed']);
    const [event] = rig.look({ at: 70_000, servers: api(0) });
    expect(event).toMatchObject({ kind: 'released', alert: { state: 'acknowledged' } });
  });
});
