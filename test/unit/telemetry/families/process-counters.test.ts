import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProcessCounting } from '#engine/telemetry/families/process-counters.ts';
import { fakeServerView } from '../../../fakes/server-view.ts';
import { fakeUsage } from '../../../fakes/usage.ts';

const FIRST = '2026-01-01T00:00:00.000Z';
const SECOND = '2026-01-01T01:00:00.000Z';
const INSTANCE = { instance: 1, state: 'ready', pid: 1, in_flight: 0 } as const;

function counting() {
  const made = createProcessCounting();
  /** One pass over one server; gives its processor time since the engine started. */
  const note = (seconds: number | null, startedAt = FIRST, isPooled = false): number | null => {
    const usage = fakeUsage({ cpu_user_seconds: seconds });
    const servers = new Map([['files', { atMs: 0, processes: 1, usage, counters: null }]]);
    const instances = isPooled ? [INSTANCE] : [];
    made.note({ servers }, [fakeServerView('files', { started_at: startedAt, instances })]);
    return made.of('files')?.cpu_user_seconds ?? null;
  };
  return { made, note };
}

test('processor time goes on over a restart', () => {
  const { note } = counting();
  expect([note(3), note(5), note(0.5, SECOND), note(1, SECOND)]).toEqual([3, 5, 5.5, 6]);
});

test('processor time of a new process counts in full, also where it is more than the one before had used', () => {
  const { note } = counting();
  expect([note(1), note(1.5, SECOND), note(2, SECOND)]).toEqual([1, 2.5, 3]);
});

test('it does not fall when a process of the tree ends, nor while it is not known', () => {
  const { note } = counting();
  expect([note(3), note(2), note(null), note(2.5)]).toEqual([3, 3, 3, 3.5]);
});

test('of several processes nothing is counted twice when one of them is started again', () => {
  const { note } = counting();
  expect([note(100), note(150, FIRST, true), note(120, SECOND, true), note(60, SECOND)]).toEqual([
    100, 150, 150, 150,
  ]);
});

test('restarts never fall, as they would where a pool gives up an instance, also of a server that is down', () => {
  const made = createProcessCounting();
  const seen = [3, 1, 4].map((restarts) => {
    made.note({ servers: new Map() }, [fakeServerView('files', { restarts })]);
    return made.of('files')?.restarts;
  });
  expect(seen).toEqual([3, 3, 4]);
});

test('it never falls, whatever happens', () => {
  const pass = fc.tuple(
    fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    fc.constantFrom(FIRST, SECOND),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(pass), (passes) => {
      const { note } = counting();
      const totals = passes.map(([seconds, startedAt, isPooled]) => note(seconds, startedAt, isPooled) ?? 0);
      expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    }),
  );
});

test('what was counted is kept between the passes that count, and forgotten with its server', () => {
  const { made } = counting();
  const counters = { read_bytes: 1, written_bytes: 2, reads: 3, writes: 4, context_switches: 5 };
  const view = fakeServerView('files');
  const pass = (counted: typeof counters | null) =>
    made.note(
      { servers: new Map([['files', { atMs: 0, processes: 1, usage: fakeUsage(), counters: counted }]]) },
      [view],
    );
  pass(null);
  expect(made.of('files')?.read_bytes).toBeNull();
  pass(counters);
  pass(null);
  expect(made.of('files')).toMatchObject(counters);
  made.note({ servers: new Map() }, [view]);
  expect(made.of('files')).toMatchObject(counters);
  made.note({ servers: new Map() }, []);
  expect(made.of('files')).toBeNull();
});
