import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, Ledger } from '../../../../main/engine/process/sampling/ledger.ts';

const SINCE = 1_000;
/** Started before anybody looked. */
const OLD = 500;
const NEW = 2_000;

/** One count alone: its total, and how much of that it took over from children. */
function entry(pid: number, ppid: number, total: number, takenOver = 0, startTicks = NEW): Entry {
  return { pid, ppid, startTicks, total: [total], takenOver: [takenOver] };
}

function looks(...tables: readonly (readonly Entry[])[]) {
  const ledger = new Ledger(1);
  return tables.map((table) => ledger.settle(table, SINCE).sum[0]);
}

describe('what a tree uses', () => {
  it('is the difference between two looks, and all of what is new', () => {
    expect(looks([entry(1, 0, 10)], [entry(1, 0, 15), entry(2, 1, 3)])).toEqual([10, 8]);
  });

  it('is not known of the time before it was seen first', () => {
    const ledger = new Ledger(1);
    const first = ledger.settle([entry(1, 0, 900, 0, OLD)], SINCE);
    expect(first.by.get(1)).toBeNull();
    expect(first.sum).toEqual([0]);
    expect(ledger.settle([entry(1, 0, 905, 0, OLD)], SINCE).by.get(1)).toEqual([5]);
  });

  it('counts a helper that no look ever saw, through the parent that waited for it', () => {
    expect(looks([entry(1, 0, 10)], [entry(1, 0, 10 + 4, 4)])).toEqual([10, 4]);
  });

  it('does not count again what a helper was seen to use, when its parent takes that over', () => {
    const tables = [
      [entry(1, 0, 10)],
      [entry(1, 0, 10), entry(2, 1, 30)],
      // It used 5 more before it ended.
      [entry(1, 0, 10 + 35, 35)],
    ];
    expect(looks(...tables)).toEqual([10, 30, 5]);
  });

  it('does not count again either when the helper ended between the read of its parent and its own', () => {
    const tables = [
      [entry(1, 0, 10), entry(2, 1, 30)],
      // The parent was read just before it waited for it.
      [entry(1, 0, 10)],
      [entry(1, 0, 10 + 35, 35)],
    ];
    expect(looks(...tables)).toEqual([40, 0, 5]);
  });

  it('goes on from what is left when a helper’s time went to nobody in the tree', () => {
    const tables = [
      [entry(1, 0, 10), entry(2, 1, 30)],
      [entry(1, 0, 12)],
      [entry(1, 0, 14)],
      // Long after, time of another helper: nothing is held back for the one that was lost.
      [entry(1, 0, 16 + 30, 30)],
    ];
    expect(looks(...tables)).toEqual([40, 2, 2, 32]);
  });

  it('finds the time of a grandchild whose parent ended with it in the grandparent', () => {
    const tables = [[entry(1, 0, 10), entry(2, 1, 20), entry(3, 2, 30)], [entry(1, 0, 10 + 51, 51)]];
    expect(looks(...tables)).toEqual([60, 1]);
  });

  it('does not take a reused pid for the process that had it', () => {
    expect(looks([entry(1, 0, 0), entry(2, 1, 30)], [entry(1, 0, 0), entry(2, 1, 4, 0, NEW + 1)])).toEqual([
      30, 4,
    ]);
  });

  it('never falls, whatever the kernel says', () => {
    expect(looks([entry(1, 0, 10)], [entry(1, 0, 7)], [entry(1, 0, 9)])).toEqual([10, 0, 2]);
  });
});

/** A step of a made-up machine on which every process is waited for by its parent, as nearly all are. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('burn' as const), who: fc.nat(), ticks: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant('fork' as const), who: fc.nat() }),
  fc.record({ kind: fc.constant('end' as const), who: fc.nat() }),
  fc.record({ kind: fc.constant('look' as const) }),
);

it('counts each tick once, however processes come, work and go between the looks', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const alive = new Map([[1, { ppid: 0, own: 0, taken: 0 }]]);
      const ledger = new Ledger(1);
      let truth = 0;
      let counted = 0;
      let nextPid = 2;
      const look = () => {
        const table = [...alive].map(([pid, { ppid, own, taken }]) => entry(pid, ppid, own + taken, taken));
        counted += ledger.settle(table, SINCE).sum[0] ?? 0;
      };
      const hasChild = (pid: number) => [...alive.values()].some(({ ppid }) => ppid === pid);
      for (const one of steps) {
        if (one.kind === 'look') {
          look();
          continue;
        }
        const pids = [...alive.keys()];
        const pid = pids[one.who % pids.length] ?? 1;
        const process = alive.get(pid);
        if (process === undefined) continue;
        if (one.kind === 'burn') {
          process.own += one.ticks;
          truth += one.ticks;
        } else if (one.kind === 'fork') {
          alive.set(nextPid++, { ppid: pid, own: 0, taken: 0 });
        } else if (pid !== 1 && !hasChild(pid)) {
          const parent = alive.get(process.ppid);
          if (parent !== undefined) parent.taken += process.own + process.taken;
          alive.delete(pid);
        }
      }
      look();
      expect(counted).toBe(truth);
    }),
    { numRuns: 1_000, seed: 6 },
  );
});
