import { describe, expect, it } from 'vitest';
import type { Condition } from '#engine/configuration/configuration.ts';
import { fakeRule } from '../../../fakes/alert-rule.ts';
import { judgeRig, kinds } from './judge-rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What is told while a figure takes these values, five seconds apart. */
function follow(condition: Condition, figures: readonly (number | null)[], pauseMs = 5 * SECOND): string[] {
  const rig = judgeRig([fakeRule({ condition, forMs: 0 })]);
  return figures.map((figure, index) => {
    const servers = { github: { values: { cpu_percent: figure } } };
    return kinds(rig.look({ at: index * pauseMs, servers })).join() || '-';
  });
}

describe('a condition', () => {
  it('above: in from enter up, out below exit', () => {
    expect(follow({ kind: 'above', enter: 80, exit: 70 }, [79, 80, 75, 70, 69])).toEqual([
      '-',
      'fired',
      '-',
      '-',
      'resolved',
    ]);
  });

  it('above with one figure: in from it up, out below it', () => {
    expect(follow({ kind: 'above', enter: 1, exit: 1 }, [0, 1, 1, 0])).toEqual([
      '-',
      'fired',
      '-',
      'resolved',
    ]);
  });

  it('below: in from enter down, out above exit', () => {
    expect(follow({ kind: 'below', enter: 5, exit: 6 }, [6, 5, 6, 6.1])).toEqual([
      '-',
      'fired',
      '-',
      'resolved',
    ]);
  });

  it('rise: in when it rose by so much within the window, out when by less than half', () => {
    const rise: Condition = { kind: 'rise', by: 100, windowMs: 20 * SECOND };
    expect(follow(rise, [50, 100, 149, 150, 150, 150, 150, 150, 150, 150])).toEqual([
      '-',
      '-',
      '-',
      'fired',
      '-',
      '-',
      'resolved',
      '-',
      '-',
      '-',
    ]);
  });

  it('rise: never by what a figure was before a sleep', () => {
    const rig = judgeRig([
      fakeRule({ condition: { kind: 'rise', by: 100, windowMs: 10 * MINUTE }, forMs: 0 }),
    ]);
    const at = (ms: number, figure: number, wallMs: number) =>
      kinds(rig.look({ at: ms, wallMs, servers: { github: { values: { cpu_percent: figure } } } }));
    expect(at(0, 50, 0)).toEqual([]);
    expect(at(5_000, 500, 7_200_000)).toEqual([]);
    expect(at(10_000, 500, 7_205_000)).toEqual([]);
  });

  it('absent: in while there is no figure, unless the server is being restarted', () => {
    expect(follow({ kind: 'absent' }, [1, null, null, 1])).toEqual(['-', 'fired', '-', 'resolved']);

    const rig = judgeRig([fakeRule({ condition: { kind: 'absent' }, forMs: 0 })]);
    expect(rig.look({ at: 0, servers: { github: { quiet: 'you restarted it' } } })).toEqual([]);
    expect(rig.look({ at: 5_000, servers: { github: { over: 'you stopped it' } } })).toEqual([]);
    expect(kinds(rig.look({ at: 10_000, servers: { github: {} } }))).toEqual(['fired']);
  });

  it('absent: has no end for want of figures', () => {
    const figures = Array.from({ length: 120 }, () => null);
    expect(new Set(follow({ kind: 'absent' }, figures).slice(1))).toEqual(new Set(['-']));
  });

  it('log: in at so many lines, out at none or below half', () => {
    const log = (count: number): Condition => ({ kind: 'log', pattern: 'oom', count, windowMs: MINUTE });
    expect(follow(log(4), [3, 4, 2, 1])).toEqual(['-', 'fired', '-', 'resolved']);
    expect(follow(log(1), [0, 1, 0])).toEqual(['-', 'fired', 'resolved']);
  });
});
