import { expect, it } from 'vitest';
import { BUCKETS, bucketOf } from '../../../main/engine/telemetry/traffic/histogram.ts';
import { watchUsualLatency } from '../../../main/engine/telemetry/usual-latency.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { settled } from '../../fakes/fake-server.ts';

function scene(requests: number) {
  const clock = new FakeClock();
  const spans: number[] = [];
  const faults: string[] = [];
  let broken = false;
  const usual = watchUsualLatency({
    clock,
    servers: () => ['github'],
    history: {
      async latencies(_server, { fromMs, toMs }) {
        if (broken) throw new Error('disk gone');
        spans.push(toMs - fromMs);
        const counts = new Uint32Array(BUCKETS);
        counts[bucketOf(100)] = requests;
        return counts;
      },
    },
    onFault: (message) => faults.push(message),
  });
  return {
    usual,
    clock,
    spans,
    faults,
    breakHistory: () => {
      broken = true;
    },
  };
}

it('knows after a while how slow a server is on a usual day', async () => {
  const { usual, clock, spans } = scene(200);
  expect(usual.p95Ms('github')).toBeNull();
  clock.advance(60_000);
  await settled();
  expect(usual.p95Ms('github')).toBeCloseTo(100, -1);
  expect(spans).toEqual([24 * 3_600_000]);
  usual.close();
});

it('calls nothing usual that rests on a few requests', async () => {
  const { usual, clock } = scene(199);
  clock.advance(60_000);
  await settled();
  expect(usual.p95Ms('github')).toBeNull();
  usual.close();
});

it('tells when the history can’t be read, and looks again later', async () => {
  const { usual, clock, faults, breakHistory } = scene(200);
  breakHistory();
  clock.advance(60_000);
  await settled();
  expect(faults).toEqual(['Usual latencies can’t be read: disk gone']);
  expect(clock.pendingTimers).toBe(1);
  usual.close();
  expect(clock.pendingTimers).toBe(0);
});
