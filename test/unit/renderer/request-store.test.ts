import { expect, test } from 'vitest';
import { createRequestStore } from '../../../renderer/store/request-store.ts';
import { FakeBridge } from './fake-bridge.ts';

const request = { server: 'memory', method: 'tools/list' };
const answer = { result: {}, error: null, ms: 3, queued_ms: 0, instance: 1 };

test('a second request waits for nobody: while one is on its way it is not sent', async () => {
  const bridge = new FakeBridge();
  let give: (given: typeof answer) => void = () => {};
  bridge.answers.set('request', () => new Promise((resolve) => (give = resolve)));
  const store = createRequestStore(bridge);
  const first = store.send(request);
  await store.send({ server: 'other', method: 'x' });
  expect(bridge.calls).toHaveLength(1);
  expect(store.getState()).toMatchObject({ asked: request, sending: true, answer: null });
  give(answer);
  await first;
  expect(store.getState()).toMatchObject({ asked: request, sending: false, answer, problem: null });
});

test('a refusal takes the place of the answer before it', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('request', () => answer);
  const store = createRequestStore(bridge);
  await store.send(request);
  bridge.answers.set('request', () => {
    throw new Error('server-unavailable: memory was stopped by you');
  });
  await store.send(request);
  expect(store.getState()).toEqual({
    asked: request,
    sending: false,
    answer: null,
    problem: { code: 'server-unavailable', message: 'memory was stopped by you' },
  });
});
