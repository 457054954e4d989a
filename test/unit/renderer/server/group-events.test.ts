import { expect, test } from 'vitest';
import type { LifecycleEvent } from '#contract/history.ts';
import { groupEvents } from '../../../../renderer/screens/server/history/group-events.ts';
import { event } from '../made-up-history.ts';

/** A down and what follows it until the server is ready again: four events from `id` on, oldest first. */
function crash(id: number, part: Partial<LifecycleEvent> = {}): LifecycleEvent[] {
  return [
    event(id, { from: 'ready', to: 'backing-off', code: 'exited', reason: 'exited with code 1', ...part }),
    event(id + 1, { from: 'backing-off', to: 'waiting', code: 'retry' }),
    event(id + 2, { from: 'waiting', to: 'starting', code: 'launch' }),
    event(id + 3, { from: 'starting', to: 'ready', code: 'ready' }),
  ];
}

const start = event(1, { from: 'stopped', to: 'waiting', code: 'start' });
const kinds = (events: readonly LifecycleEvent[]) => groupEvents(events.toReversed()).map(({ kind }) => kind);

test('a crash loop of fifty entries is one line, which says how often, since when and why', () => {
  const crashes = Array.from({ length: 12 }, (_, index) =>
    crash(2 + index * 4, index === 5 ? { reason: 'was killed by SIGKILL' } : {}),
  ).flat();
  const [first, ...rest] = groupEvents([start, ...crashes].toReversed());
  expect(rest).toEqual([{ kind: 'event', event: start }]);
  expect(first).toMatchObject({
    kind: 'loop',
    id: 2,
    downs: 12,
    firstAt: event(2).at,
    lastAt: event(46).at,
    from: 'ready',
    to: 'ready',
    reason: 'exited with code 1',
    sameReason: 11,
  });
  expect(first?.kind === 'loop' ? first.events.length : 0).toBe(48);
});

test('where each down gave another reason, the last is told', () => {
  const crashes = [2, 6, 10].flatMap((id) => crash(id, { reason: `reason ${id}` }));
  expect(groupEvents(crashes.toReversed())).toMatchObject([{ reason: 'reason 10', sameReason: 1 }]);
});

test('one or two downs are shown event by event', () => {
  expect(kinds([start, ...crash(2), ...crash(6)])).toEqual(Array(9).fill('event'));
  expect(kinds([start, ...crash(2), ...crash(6), ...crash(10)])).toEqual(['loop', 'event']);
});

test('what its owner does ends a loop', () => {
  const stop = event(20, { from: 'ready', to: 'stopping', code: 'stop' });
  const again = event(21, { from: 'stopped', to: 'waiting', code: 'start' });
  const all = [...crash(2), ...crash(6), ...crash(10), stop, again, ...crash(30), ...crash(34), ...crash(38)];
  expect(kinds(all)).toEqual(['loop', 'event', 'event', 'loop']);
  const tried = event(20, { from: 'crash-looping', to: 'waiting', code: 'start' });
  const [before, after] = [
    [2, 6, 10],
    [30, 34, 38],
  ].map((ids) => ids.flatMap((id) => crash(id)));
  expect(kinds([...(before ?? []), tried, ...(after ?? [])])).toEqual(['loop', 'event', 'loop']);
});

test('a server that was well for longer than ten minutes begins anew', () => {
  const all = [...crash(2), ...crash(6), ...crash(700), ...crash(704)];
  expect(kinds(all)).toEqual(Array(16).fill('event'));
  expect(kinds([...crash(2), ...crash(6), ...crash(500), ...crash(504)])).toEqual(['loop']);
});

test('no event is lost or told twice', () => {
  const all = [start, ...crash(2), ...crash(6), ...crash(10), event(60, { to: 'failed' }), ...crash(70)];
  const told = groupEvents(all.toReversed()).flatMap((row) =>
    row.kind === 'loop' ? row.events : [row.event],
  );
  expect(told).toEqual(all.toReversed());
  expect(groupEvents([])).toEqual([]);
});
