import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { SeriesPage } from '#contract/metric.ts';
import type { History } from '#engine/telemetry/telemetry.ts';
import { createAnomalyWatch } from '../../../../main/engine/alerts/anomalies/create-anomaly-watch.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';
import { seededRandom } from '../../../fakes/memory-traces.ts';

const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 10);

/** What a server's memory is at a moment; null where it was not measured. */
type Memory = (atMs: number) => number | null;

function history(memory: Memory) {
  const asked: { readonly server: string; readonly steps: number }[] = [];
  const fake: Pick<History, 'series'> = {
    series({ server, metrics, from, to, points }) {
      asked.push({ server, steps: points });
      const times: number[] = [];
      for (let atMs = Date.parse(from); atMs < Date.parse(to ?? ''); atMs += STEP_MS) times.push(atMs / 1000);
      const nothing = times.map(() => null);
      return Promise.resolve({
        server,
        from,
        to: to ?? '',
        step_seconds: STEP_MS / 1000,
        resolution: 'minute',
        times,
        series: metrics.map((metric) => ({
          metric,
          unit: 'bytes',
          kind: 'gauge',
          mean: metric === 'memory_bytes' ? times.map((seconds) => memory(seconds * 1000)) : nothing,
          min: nothing,
          max: nothing,
          last: nothing,
          sum: nothing,
        })),
      } satisfies SeriesPage);
    },
  };
  return { asked, fake };
}

function watch(memory: Memory, servers: () => string[] = () => ['github']) {
  const clock = new FakeClock(START_MS);
  const { asked, fake } = history(memory);
  const faults: string[] = [];
  const told: AnomalyMark[] = [];
  const shelves = memoryShelves();
  const options = {
    clock,
    history: fake,
    servers,
    shelves,
    onMark: (mark: AnomalyMark) => told.push(mark),
    onFault: (text: string) => faults.push(text),
  };
  const anomalies = createAnomalyWatch(options);
  /** Lets rounds run; a look at a week gives way many times. */
  const pass = async (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += 10_000) {
      clock.advance(10_000);
      await until(() => clock.pendingTimers > 0);
    }
  };
  const all = () => anomalies.marks({ fromMs: 0, toMs: START_MS + 30 * DAY_MS });
  return { anomalies, asked, clock, faults, told, options, pass, all };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

const random = seededRandom(11);
const noisy = (bytes: number) => bytes + 4e6 * random();
const CHANGE_MS = START_MS + 600_000;

test('a change is marked once, with the figures before and after it', async () => {
  const { anomalies, pass, all } = watch((atMs) => noisy(atMs < CHANGE_MS ? 210e6 : 640e6));
  await pass(1_000_000);
  const [first] = all();
  expect(first).toMatchObject({ server: 'github', metric: 'memory_bytes' });
  expect(first?.from).toBe(new Date(CHANGE_MS).toISOString());
  expect(first?.sentence).toMatch(/^Memory went from 21\d MB to 64\d MB$/);
  await pass(1_800_000);
  expect(all()).toHaveLength(1);
  anomalies.close();
});

test('what goes on rising goes on in the same mark, up to its peak, and is told each time', async () => {
  const since = (atMs: number) => Math.max(0, (atMs - CHANGE_MS) / STEP_MS + 1);
  const { anomalies, pass, told, all } = watch((atMs) => noisy(210e6 + Math.min(4, since(atMs)) * 400e6));
  await pass(3_000_000);
  expect(all()).toHaveLength(1);
  expect(all()[0]?.sentence).toMatch(/^Memory went from 21\d MB to 1\.81 GB$/);
  expect(told.length).toBeGreaterThanOrEqual(4);
  expect(told.at(-1)).toEqual(all()[0]);
  expect(Date.parse(all()[0]?.to ?? '')).toBeGreaterThanOrEqual(CHANGE_MS + 4 * STEP_MS);
  anomalies.close();
});

test('the cause next to a symptom of the same server is told with its name', async () => {
  const { anomalies, pass } = watch((atMs) => noisy(atMs < CHANGE_MS ? 210e6 : 640e6));
  await pass(1_000_000);
  const about = { server: 'github', metric: null, dependencies: [], atMs: CHANGE_MS + 400_000 };
  expect(anomalies.near(about).map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^github: Memory went from/),
  ]);
  expect(anomalies.near({ ...about, atMs: CHANGE_MS + DAY_MS })).toEqual([]);
  anomalies.close();
});

test('causes of many alerts at once are found without a look at the disk, also after a restart', async () => {
  const { anomalies, options, pass } = watch((atMs) => noisy(atMs < CHANGE_MS ? 210e6 : 640e6));
  await pass(1_000_000);
  anomalies.close();
  let reads = 0;
  const counted: typeof options.shelves = (about) => {
    const shelf = options.shelves(about);
    return {
      ...shelf,
      newest(span) {
        reads += 1;
        return shelf.newest(span);
      },
    };
  };
  const again = createAnomalyWatch({ ...options, shelves: counted });
  reads = 0;
  const about = { server: 'github', metric: null, dependencies: [], atMs: CHANGE_MS + 400_000 };
  for (let alert = 0; alert < 50; alert++) expect(again.near(about)).toHaveLength(1);
  expect(reads).toBe(0);
  again.close();
});

test('nothing of the week before is marked, and marks outlive the watch', async () => {
  const burst = START_MS - 2 * DAY_MS;
  const { anomalies, options, pass, all } = watch((atMs) => noisy(atMs === burst ? 900e6 : 210e6));
  await pass(900_000);
  expect(all()).toEqual([]);
  anomalies.close();

  const shelf = options.shelves;
  const later = watch((atMs) => noisy(atMs < CHANGE_MS ? 210e6 : 640e6));
  await later.pass(1_000_000);
  later.anomalies.close();
  const again = createAnomalyWatch({ ...later.options, servers: () => [] });
  expect(again.marks({ server: 'github', fromMs: CHANGE_MS, toMs: CHANGE_MS + 1 })).toHaveLength(1);
  expect(again.marks({ server: 'other', fromMs: 0, toMs: START_MS + DAY_MS })).toEqual([]);
  expect(again.marks({ fromMs: CHANGE_MS + DAY_MS, toMs: CHANGE_MS + 2 * DAY_MS })).toEqual([]);
  expect(shelf).not.toBe(later.options.shelves);
  again.close();
});

test('the past is read once, then each server’s last steps every five minutes', async () => {
  const { anomalies, asked, pass } = watch(
    () => noisy(210e6),
    () => ['a', 'b'],
  );
  await pass(1_000_000);
  expect(asked.filter(({ server }) => server === 'a').map(({ steps }) => steps)).toEqual([2016, 2, 2, 2]);
  expect(asked.filter(({ server }) => server === 'b')[0]?.steps).toBe(2016);
  anomalies.close();
});

test('a clock that is set back a day begins anew, and one that is set on reads what it missed', async () => {
  const { anomalies, asked, clock, faults, pass } = watch(() => noisy(210e6));
  await pass(120_000);
  clock.jump(-DAY_MS);
  await pass(600_000);
  expect(asked.at(1)?.steps).toBe(2016);
  clock.jump(2 * 3_600_000);
  await pass(400_000);
  expect(asked.some(({ steps }) => steps >= 24 && steps < 30)).toBe(true);
  expect(faults).toEqual([]);
  anomalies.close();
});

test('a history that can’t be read is told once, and looked at again', async () => {
  const { anomalies, clock, faults, options, pass } = watch(() => noisy(210e6));
  anomalies.close();
  const broken = createAnomalyWatch({
    ...options,
    history: { series: () => Promise.reject(new Error('no')) },
  });
  await pass(1_300_000);
  expect(faults).toEqual(["Series can't be looked at for anomalies: Error: no"]);
  broken.close();
  expect(clock.pendingTimers).toBe(0);
});
