import { describe, expect, it } from 'vitest';
import { fakeRule } from '../../../fakes/alert-rule.ts';
import { fakeSilence, judgeRig, kinds, told } from './judge-rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const cpu = (percent: number | null) => ({ values: { cpu_percent: percent } });

describe('an alert fires', () => {
  it('when its condition has held for as long as its rule says, not before', () => {
    const rig = judgeRig([fakeRule()]);

    expect(kinds(rig.run({ from: 0, to: 55 * SECOND }, cpu(90)))).toEqual(['pending']);
    expect(rig.judge.dueMs()).toBe(MINUTE);
    expect(kinds(rig.look({ at: 59_999, servers: { github: cpu(90) } }))).toEqual([]);
    const [fired] = rig.look({ at: MINUTE, servers: { github: cpu(91) } });

    expect(fired).toMatchObject({
      kind: 'fired',
      alert: {
        id: 'a1',
        rule: 'high_cpu',
        state: 'firing',
        server: 'github',
        severity: 'warning',
        message: 'github: cpu_percent is 91',
        next_step: 'restart github',
        actions: ['restart'],
        since: '2026-01-01T00:00:00.000Z',
        fired_at: '2026-01-01T00:01:00.000Z',
        value: 91,
        threshold: 80,
        unit: 'percent',
        metric: 'cpu_percent',
        times: 1,
      },
    });
    expect(rig.judge.dueMs()).toBeNull();
  });

  it('at once where its rule asks for no time, and is told as that alone', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    expect(kinds(rig.look({ at: 0, servers: { github: cpu(80) } }))).toEqual(['fired']);
  });

  it('not when its condition ended before: then it is withdrawn', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 55 * SECOND }, cpu(90));
    const [event] = rig.look({ at: 58 * SECOND, servers: { github: cpu(69) } });
    expect(event).toMatchObject({ kind: 'withdrawn', alert: { state: 'resolved', fired_at: null } });
    expect(rig.judge.open()).toEqual([]);
  });

  it('not while its figure is unknown, which is neither above nor below', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 30 * SECOND }, cpu(90));
    expect(kinds(rig.run({ from: 35 * SECOND, to: 90 * SECOND }, cpu(null)))).toEqual([]);
    expect(kinds(rig.look({ at: 92 * SECOND, servers: { github: cpu(90) } }))).toEqual(['fired']);
  });

  it('not when its figure stays unknown for a minute', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 55 * SECOND }, cpu(90));
    expect(kinds(rig.run({ from: MINUTE, to: 3 * MINUTE }, cpu(null)))).toEqual(['withdrawn']);
  });

  it('not while its figure is on its way back, but when it is reached again', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 50 * SECOND }, cpu(90));
    expect(kinds(rig.run({ from: 55 * SECOND, to: 80 * SECOND }, cpu(75)))).toEqual([]);
    expect(rig.judge.dueMs()).toBeNull();
    expect(kinds(rig.look({ at: 82 * SECOND, servers: { github: cpu(80) } }))).toEqual(['fired']);
  });

  it('not when its figure stays on its way back: then it is withdrawn', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: 50 * SECOND }, cpu(90));
    expect(rig.run({ from: 55 * SECOND, to: 175 * SECOND }, cpu(75))).toEqual([]);
    expect(kinds(rig.run({ from: 180 * SECOND, to: 240 * SECOND }, cpu(75)))).toEqual(['withdrawn']);
    expect(kinds(rig.run({ from: 245 * SECOND, to: 300 * SECOND }, cpu(85)))).toEqual(['pending']);
  });

  it('not for a figure that is no number', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    expect(rig.look({ at: 0, servers: { github: cpu(Number.POSITIVE_INFINITY) } })).toEqual([]);
  });

  it('not for a rule that is off, or that is about the machine', () => {
    const rig = judgeRig([fakeRule({ forMs: 0, enabled: false }), fakeRule({ forMs: 0, scope: 'machine' })]);
    expect(rig.look({ at: 0, servers: { github: cpu(90) } })).toEqual([]);
  });

  it('once for the machine, whatever the number of servers', () => {
    const rule = fakeRule({ name: 'disk_share', signal: 'disk_free_percent', scope: 'machine', forMs: 0 });
    const rig = judgeRig([{ ...rule, condition: { kind: 'below', enter: 5, exit: 6 } }]);
    const machine = { values: { disk_free_percent: 4 } };
    expect(told(rig.look({ at: 0, machine, servers: { github: cpu(1), db: cpu(1) } }))).toEqual([
      'fired disk_share of the machine',
    ]);
  });
});

describe('an alert is over', () => {
  it('below its exit, not between enter and exit, and says the figure', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: MINUTE }, cpu(90));
    expect(kinds(rig.run({ from: 65 * SECOND, to: 85 * SECOND }, cpu(70)))).toEqual([]);
    expect(rig.look({ at: 90 * SECOND, servers: { github: cpu(69.4) } })).toMatchObject([
      {
        kind: 'resolved',
        alert: {
          state: 'resolved',
          resolution: 'CPU is back at 69 %',
          resolved_at: '2026-01-01T00:01:30.000Z',
        },
      },
    ]);
  });

  it('when nobody knows its figure for five minutes', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: MINUTE }, cpu(90));
    expect(rig.run({ from: 65 * SECOND, to: 65 * SECOND + 299 * SECOND }, cpu(null))).toEqual([]);
    const [event] = rig.look({ at: 6 * MINUTE + 5 * SECOND, servers: { github: cpu(null) } });
    expect(event).toMatchObject({ kind: 'resolved', alert: { resolution: 'no more figures' } });
  });

  it('with the reason why nothing of the server counts', () => {
    const rig = judgeRig([fakeRule()]);
    rig.run({ from: 0, to: MINUTE }, cpu(90));
    const [event] = rig.look({
      at: 65 * SECOND,
      servers: { github: { ...cpu(90), over: 'you stopped it' } },
    });
    expect(event).toMatchObject({ kind: 'resolved', alert: { resolution: 'you stopped it' } });
    expect(rig.run({ from: 70 * SECOND, to: 4 * MINUTE }, { ...cpu(90), over: 'you stopped it' })).toEqual(
      [],
    );
  });

  it('when its server is configured no longer, or its rule is off or gone', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 }), fakeRule({ name: 'own_rule', forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90), db: cpu(90) } });

    rig.rules = [fakeRule({ forMs: 0, enabled: false })];
    expect(rig.look({ at: 5_000, servers: { github: cpu(90) } }).map(({ alert }) => alert)).toMatchObject([
      { rule: 'high_cpu', server: 'github', resolution: 'its rule is off' },
      { rule: 'own_rule', server: 'github', resolution: 'its rule is gone' },
      { rule: 'high_cpu', server: 'db', resolution: 'no longer configured' },
      { rule: 'own_rule', server: 'db', resolution: 'no longer configured' },
    ]);
  });

  it('when its rule was edited so that it holds no more', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    rig.rules = [fakeRule({ forMs: 0, condition: { kind: 'above', enter: 99, exit: 95 } })];
    expect(kinds(rig.look({ at: 5_000, servers: { github: cpu(90) } }))).toEqual(['resolved']);
  });
});

describe('an alert gets worse', () => {
  const rule = fakeRule({ forMs: 0, worse: { at: 95, forMs: 30 * SECOND, severity: 'error' } });

  it('when its figure was beyond the second threshold for long enough, and better well below it', () => {
    const rig = judgeRig([rule]);
    expect(kinds(rig.run({ from: 0, to: 10 * SECOND }, cpu(90)))).toEqual(['fired']);
    expect(kinds(rig.run({ from: 15 * SECOND, to: 40 * SECOND }, cpu(97)))).toEqual([]);
    expect(rig.judge.dueMs()).toBe(45 * SECOND);
    expect(rig.look({ at: 45 * SECOND, servers: { github: cpu(97) } })).toMatchObject([
      { kind: 'worse', alert: { severity: 'error', threshold: 95, message: 'github: cpu_percent is 97' } },
    ]);
    expect(kinds(rig.run({ from: 50 * SECOND, to: MINUTE }, cpu(90)))).toEqual([]);
    expect(rig.look({ at: 65 * SECOND, servers: { github: cpu(85) } })).toMatchObject([
      { kind: 'better', alert: { severity: 'warning', threshold: 80 } },
    ]);
  });

  it('not while its figure is on its way back from there', () => {
    const rig = judgeRig([rule]);
    rig.run({ from: 0, to: 25 * SECOND }, cpu(97));
    expect(rig.run({ from: 30 * SECOND, to: 50 * SECOND }, cpu(91))).toEqual([]);
    expect(rig.judge.dueMs()).toBeNull();
    expect(kinds(rig.look({ at: 52 * SECOND, servers: { github: cpu(95) } }))).toEqual(['worse']);
  });

  it('from the start where it was as bad as that while it was pending', () => {
    const rig = judgeRig([{ ...rule, forMs: MINUTE }]);
    const events = rig.run({ from: 0, to: MINUTE }, cpu(99));
    expect(events.at(-1)).toMatchObject({ kind: 'fired', alert: { severity: 'error' } });
  });

  it('and is acknowledged no more', () => {
    const rig = judgeRig([rule]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    expect(rig.judge.acknowledge('a1', 0)).toMatchObject({
      kind: 'acknowledged',
      alert: { state: 'acknowledged' },
    });
    const events = rig.run({ from: 5 * SECOND, to: 35 * SECOND }, cpu(96));
    expect(events).toMatchObject([{ kind: 'worse', alert: { state: 'firing', acknowledged_at: null } }]);
  });

  it('and its own silence ends, not the one of its rule', () => {
    const rig = judgeRig([rule]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    rig.silences = [fakeSilence({ id: 1, alert: 'a1' })];
    expect(kinds(rig.judge.applySilences(0))).toEqual(['silenced']);
    expect(kinds(rig.run({ from: 5 * SECOND, to: 35 * SECOND }, cpu(96)))).toEqual(['worse', 'released']);

    rig.silences = [fakeSilence({ id: 2, rule: 'high_cpu' })];
    expect(kinds(rig.judge.applySilences(0))).toEqual(['silenced']);
  });
});

describe('what its owner does to an alert', () => {
  it('acknowledged, it stays so until it is over', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    rig.judge.acknowledge('a1', 0);
    expect(rig.run({ from: 5 * SECOND, to: 20 * SECOND }, cpu(90))).toEqual([]);
    expect(rig.judge.find('a1')?.state).toBe('acknowledged');
    expect(kinds(rig.look({ at: 25 * SECOND, servers: { github: cpu(1) } }))).toEqual(['resolved']);
    expect(rig.judge.acknowledge('a1', 0)).toBeNull();
  });

  it('silenced, it is so until the silence is over or taken back', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    rig.silences = [fakeSilence({ server: 'github', until: '2026-01-01T00:00:20.000Z' })];
    expect(rig.judge.applySilences(Date.UTC(2026, 0, 1))).toMatchObject([
      { kind: 'silenced', alert: { state: 'silenced', silenced_until: '2026-01-01T00:00:20.000Z' } },
    ]);
    expect(rig.run({ from: 5 * SECOND, to: 15 * SECOND }, cpu(90))).toEqual([]);
    expect(rig.run({ from: 20 * SECOND, to: 30 * SECOND }, cpu(90))).toMatchObject([
      { kind: 'released', alert: { state: 'firing', silenced_until: null } },
    ]);

    rig.silences = [fakeSilence({ id: 2 })];
    rig.judge.applySilences(0);
    rig.silences = [];
    expect(kinds(rig.judge.applySilences(0))).toEqual(['released']);
  });

  it('silenced beforehand, it never fires for anybody', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.silences = [fakeSilence({ server: 'github', rule: 'high_cpu' })];
    const servers = { github: cpu(90), db: cpu(90) };
    expect(told(rig.look({ at: 0, servers }))).toEqual([
      'silenced high_cpu of github',
      'fired high_cpu of db',
    ]);
  });

  it('cleared, it stays away until its condition has ended once', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    expect(rig.judge.clear(['a1', 'unknown'], 0)).toMatchObject([
      { kind: 'resolved', alert: { resolution: 'cleared' } },
    ]);
    expect(rig.run({ from: 5 * SECOND, to: 20 * SECOND }, cpu(75))).toEqual([]);
    expect(rig.look({ at: 25 * SECOND, servers: { github: cpu(60) } })).toEqual([]);
    expect(kinds(rig.look({ at: 30 * SECOND, servers: { github: cpu(90) } }))).toEqual(['fired']);
  });

  it('cleared, it is back when it gets worse', () => {
    const rig = judgeRig([fakeRule({ forMs: 0, worse: { at: 95, forMs: 0, severity: 'error' } })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    rig.judge.clear(['a1'], 0);
    expect(rig.look({ at: 5 * SECOND, servers: { github: cpu(94) } })).toEqual([]);
    expect(rig.look({ at: 10 * SECOND, servers: { github: cpu(96) } })).toMatchObject([
      { kind: 'fired', alert: { severity: 'error' } },
    ]);
  });

  it('what others know of it is kept with it', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    expect(rig.judge.annotate('a1', { incident: 7 })).toMatchObject({ incident: 7, state: 'firing' });
    const [event] = rig.look({ at: 5_000, servers: { github: cpu(1) } });
    expect(event?.alert.incident).toBe(7);
    expect(rig.judge.annotate('a1', { incident: 8 })).toBeNull();
  });
});

describe('the words of an alert', () => {
  it('follow its figure, when that changed by more than a tenth and not more often than every 30 s', () => {
    const rig = judgeRig([fakeRule({ forMs: 0 })]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    expect(rig.run({ from: 5 * SECOND, to: MINUTE }, cpu(95))).toEqual([]);
    expect(rig.judge.open()).toMatchObject([{ value: 95, message: 'github: cpu_percent is 90' }]);
    expect(rig.run({ from: 65 * SECOND, to: 85 * SECOND }, cpu(120))).toMatchObject([
      { kind: 'changed', alert: { message: 'github: cpu_percent is 120' } },
    ]);
    expect(kinds(rig.run({ from: 90 * SECOND, to: 2 * MINUTE }, cpu(90)))).toEqual(['changed']);
  });
});

describe('the words of an alert that is nearly over', () => {
  it('stay those of its worst while its figure is only on its way back', () => {
    const condition = { kind: 'log', pattern: 'out of memory', count: 2, windowMs: MINUTE } as const;
    const rig = judgeRig([fakeRule({ forMs: 0, signal: 'log_errors_5m', unit: 'count', condition })]);
    const lines = (count: number) => ({ values: { log_errors_5m: count } });
    rig.look({ at: 0, servers: { github: lines(2) } });
    rig.run({ from: 5 * SECOND, to: 2 * MINUTE }, lines(1));
    expect(rig.judge.open()).toMatchObject([{ message: 'github: log_errors_5m is 2', value: 1 }]);
    const [over] = rig.look({ at: 2 * MINUTE + 5 * SECOND, servers: { github: lines(0) } });
    expect(over).toMatchObject({ kind: 'resolved', alert: { message: 'github: log_errors_5m is 2' } });
    // What rises on is told as it is.
    rig.look({ at: 3 * MINUTE, servers: { github: lines(2) } });
    rig.run({ from: 3 * MINUTE + 5 * SECOND, to: 4 * MINUTE }, lines(7));
    expect(rig.judge.open()).toMatchObject([{ message: 'github: log_errors_5m is 7' }]);
  });
});

describe('the list of open alerts', () => {
  it('has the worst and the newest first', () => {
    const rig = judgeRig([
      fakeRule({ name: 'slow', forMs: 0 }),
      fakeRule({ name: 'down', forMs: 0, severity: 'error' }),
    ]);
    rig.look({ at: 0, servers: { github: cpu(90) } });
    rig.look({ at: 5_000, servers: { github: cpu(90), db: cpu(90) } });
    expect(rig.judge.open().map(({ rule, server }) => `${rule} of ${server}`)).toEqual([
      'down of db',
      'down of github',
      'slow of db',
      'slow of github',
    ]);
  });
});
