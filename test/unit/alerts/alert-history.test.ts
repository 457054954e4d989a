import { expect, test } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import { keepAlertHistory } from '#engine/alerts/alert-history.ts';
import type { Shelves } from '#engine/state/state.ts';
import { fakeAlert } from '../../fakes/alert.ts';
import { memoryShelves } from '../../fakes/memory-shelves.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 7);

/** Shelves that count the values which are read of them. */
function countedShelves() {
  const shelves = memoryShelves();
  const read = { values: 0 };
  const counted: Shelves = (options) => {
    const shelf = shelves(options);
    return {
      ...shelf,
      get(id) {
        read.values += 1;
        return shelf.get(id);
      },
      newest(span) {
        const found = shelf.newest(span);
        read.values += found.length;
        return found;
      },
    };
  };
  return { shelves: counted, read };
}

/** The n-th alert: an hour after the one before, and over half an hour later. */
function past(number: number, but: Partial<Alert> = {}): Alert {
  const atMs = START_MS + number * HOUR_MS;
  const since = new Date(atMs).toISOString();
  const end = new Date(atMs + HOUR_MS / 2).toISOString();
  return fakeAlert({
    id: `a${number}`,
    since,
    fired_at: since,
    state: 'resolved',
    resolved_at: end,
    server: number % 2 === 0 ? 'github' : 'gitlab',
    ...but,
  });
}

test('the history is found again after a restart by server, time and state, the newest first', () => {
  const { shelves } = countedShelves();
  const before = keepAlertHistory(shelves);
  for (let number = 0; number < 10; number++) before.keep(past(number));
  const open = past(10, { state: 'firing', resolved_at: null });
  before.keep(open);
  before.keep(past(11, { fired_at: null }));

  const { restored, find, keep } = keepAlertHistory(shelves);
  expect(restored.map(({ id }) => id)).toEqual(['a10']);
  const ids = (filter: Omit<Parameters<typeof find>[0], 'limit'>, limit = 100) =>
    find({ ...filter, limit }, [open]).map(({ id }) => id);
  expect(ids({}, 3)).toEqual(['a10', 'a9', 'a8']);
  expect(ids({ server: 'gitlab' }, 2)).toEqual(['a9', 'a7']);
  expect(ids({ states: ['firing'] })).toEqual(['a10']);
  const since = new Date(START_MS + 8.25 * HOUR_MS).toISOString();
  expect(ids({ since })).toEqual(['a10', 'a9', 'a8']);
  expect(ids({ since, until: new Date(START_MS + 9 * HOUR_MS).toISOString() })).toEqual(['a9', 'a8']);

  keep({ ...open, state: 'resolved', resolved_at: since });
  expect(find({ states: ['firing'], limit: 10 }, [])).toEqual([]);
});

test('a look at the history reads no more of it than it gives, however much there is', () => {
  const { shelves, read } = countedShelves();
  const { keep, find } = keepAlertHistory(shelves);
  for (let number = 0; number < 6_000; number++) keep(past(number));
  read.values = 0;
  expect(find({ server: 'github', limit: 10 }, [])).toHaveLength(10);
  expect(read.values).toBe(10);
});

test('what is known of an alert only when it is over is in the history too', () => {
  const { shelves } = countedShelves();
  const { keep, annotate, get } = keepAlertHistory(shelves);
  keep(past(1));
  const taken = {
    at: new Date(START_MS + 2 * HOUR_MS).toISOString(),
    remedy: 'diagnose' as const,
    outcome: 'done' as const,
    sentence: 'gitlab was examined',
  };
  annotate('a1', { remedies: [taken] });
  annotate('none', { remedies: [taken] });
  expect(get('a1')).toMatchObject({ state: 'resolved', remedies: [{ sentence: 'gitlab was examined' }] });
  expect(get('none')).toBeNull();
});
