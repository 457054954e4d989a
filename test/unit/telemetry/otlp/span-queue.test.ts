import { expect, test } from 'vitest';
import { SpanQueue } from '#engine/telemetry/otlp/span-queue.ts';
import type { TracedRequest } from '#engine/telemetry/telemetry.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openTrafficLog, SUCCESS } from '../traffic/open-traffic-log.ts';

function someRequests(count: number): TracedRequest[] {
  const { log, start } = openTrafficLog();
  const requests: TracedRequest[] = [];
  log.traced((request) => requests.push(request));
  for (let at = 0; at < count; at++) start().end(SUCCESS);
  return requests;
}

function queue() {
  const clock = new FakeClock();
  const sent: number[] = [];
  const answers: ((isThere: boolean) => void)[] = [];
  const made = new SpanQueue({
    clock,
    delayMs: 1000,
    send(batch) {
      sent.push(batch.length);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      answers.push(resolve);
      return promise;
    },
  });
  /** Ends the batch that is on its way. */
  const answer = async (isThere = true): Promise<void> => {
    answers.shift()?.(isThere);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { made, clock, sent, answer };
}

test('requests are sent together, after a moment', () => {
  const { made, clock, sent } = queue();
  for (const request of someRequests(3)) made.push(request);
  expect(sent).toEqual([]);
  clock.advance(1000);
  expect(sent).toEqual([3]);
});

test('one batch is on its way at a time, and what is too much meanwhile is dropped and counted', async () => {
  const { made, sent, answer } = queue();
  for (const request of someRequests(256 + 2048 + 7)) made.push(request);
  expect(sent).toEqual([256]);
  expect(made.dropped).toBe(7);
  for (let batch = 0; batch < 8; batch++) await answer();
  expect(sent).toEqual(Array.from({ length: 9 }, () => 256));
});

test('a batch that did not arrive is counted, and the next one is sent', async () => {
  const { made, clock, sent, answer } = queue();
  const [first, second] = someRequests(2);
  if (first) made.push(first);
  clock.advance(1000);
  await answer(false);
  if (second) made.push(second);
  clock.advance(1000);
  expect(sent).toEqual([1, 1]);
  expect(made.dropped).toBe(1);
});

test('nothing is sent after the end', () => {
  const { made, clock, sent } = queue();
  for (const request of someRequests(2)) made.push(request);
  made.close();
  clock.advance(5000);
  expect(sent).toEqual([]);
});
