import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHiddenValues } from '#engine/logs/logs.ts';
import { places } from '#engine/places.ts';
import { systemClock } from '#engine/ports.ts';
import type { Sampling } from '#engine/supervision/supervision.ts';
import { openMonitor } from '../../../main/engine/monitor.ts';
import { fakeServerView } from '../../fakes/server-view.ts';
import { openTrafficLog } from '../../unit/telemetry/traffic/open-traffic-log.ts';

const unused = (): never => {
  throw new Error('nobody asks for this here');
};

let folder: string;
let traffic: ReturnType<typeof openTrafficLog>;
let passes: PromiseWithResolvers<Sampling>[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-monitor-'));
  await mkdir(join(folder, 'state'));
  traffic = openTrafficLog();
  passes = [];
});

afterEach(() => rm(folder, { recursive: true }));

/** A monitor whose passes are over when the test says so. */
function open() {
  const view = fakeServerView('files');
  return openMonitor({
    version: '0.0.0',
    places: places({ SIGNALBOX_HOME: folder }),
    clock: systemClock,
    random: Math.random,
    startedAtMs: Date.now(),
    processes: { run: unused },
    register: { add: unused, between: () => [] },
    traffic: traffic.log,
    supervision: () => ({
      names: () => ['files'],
      views: () => [view],
      view: () => view,
      health: unused,
      usage: () => null,
      sample() {
        const pass = Promise.withResolvers<Sampling>();
        passes.push(pass);
        return pass.promise;
      },
    }),
    view: () => view,
    configuration: () => null,
    breaker: unused,
    overview: unused,
    onChange: () => {},
    hidden: createHiddenValues(),
    onFault: unused,
  });
}

function endPass(): void {
  const moment = { atMs: Date.now(), monotonicMs: systemClock.monotonic(), tookMs: 1, processes: 0 };
  passes.at(-1)?.resolve({ ...moment, servers: new Map() });
}

async function requestsKept(): Promise<number> {
  const monitor = open();
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const { series } = await monitor.series({ server: 'files', metrics: ['requests'], from, points: 10 });
  await monitor.close();
  return series[0]?.sum.reduce<number>((all, one) => all + (one ?? 0), 0) ?? 0;
}

test('a last pass that takes long is kept, for what is closed waits for it', async () => {
  const monitor = open();
  const first = monitor.pass(60_000);
  endPass();
  await first;
  for (let request = 0; request < 7; request++) traffic.take(5);
  const last = monitor.pass(60_000);
  const closed = monitor.close();
  // All that closes at once is closed by then.
  await new Promise((resolve) => setTimeout(resolve, 100));
  endPass();
  await Promise.all([last, closed]);
  expect(await requestsKept()).toBeCloseTo(7, 6);
});

test('what is asked while the first pass is taken is counted with the next', async () => {
  const monitor = open();
  const first = monitor.pass(60_000);
  for (let request = 0; request < 7; request++) traffic.take(5);
  endPass();
  await first;
  const last = monitor.pass(60_000);
  endPass();
  await last;
  await monitor.close();
  expect(await requestsKept()).toBeCloseTo(7, 6);
});
