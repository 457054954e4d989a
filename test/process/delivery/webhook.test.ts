import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { fakeNotification } from '../../fakes/notification.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { openDelivery, webhook } from './harness/open-delivery.ts';
import { answer, hangUp, neverAnswer, openReceiver } from './harness/receiver.ts';

test('a receiver that fails three times and then accepts has every message once, in order, by one key each', async () => {
  const receiver = await openReceiver([answer(503), hangUp(), answer(500), answer(204)]);
  const { delivery } = await openDelivery(await makeHome(), [webhook(receiver.url)]);
  delivery.send(fakeNotification({ id: 'n1', title: 'first' }));
  delivery.send(fakeNotification({ id: 'n2', title: 'second' }));
  delivery.send(fakeNotification({ id: 'n1', title: 'first' }));
  await until('both were taken', () => receiver.accepted().length === 2, {
    seen: () => delivery.deliveries(),
  });
  await until('both are done', () => delivery.deliveries().every(({ state }) => state === 'sent'));
  const titles = receiver.received.map(({ body }) => JSON.parse(body).title);
  expect(titles).toEqual(['first', 'first', 'first', 'first', 'second']);
  const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys.slice(0, 4)).size).toBe(1);
  expect(new Set(keys).size).toBe(2);
  expect(delivery.deliveries()).toMatchObject([
    { title: 'second', state: 'sent', attempts: 1, error: null },
    { title: 'first', state: 'sent', attempts: 4, error: null },
  ]);
  expect(delivery.views()).toMatchObject([{ name: 'ops', waiting: 0, dead: 0, error: null }]);
});

test('what an engine had not sent when it was killed, the next one sends, with the same key', async () => {
  const home = await makeHome();
  const receiver = await openReceiver([answer(503), answer(503), answer(200)]);
  const channels = [webhook(receiver.url)];
  // Its waits never end: as an engine that was killed between two tries, with nothing closed.
  const killed = { ...systemClock, after: () => () => {} };
  const first = await openDelivery(home, channels, { clock: killed });
  first.delivery.send(fakeNotification());
  await until('it failed once', () => first.delivery.deliveries()[0]?.attempts === 1);
  const second = await openDelivery(home, channels);
  expect(second.delivery.deliveries()).toMatchObject([
    { title: 'github is down', state: 'waiting', attempts: 1 },
  ]);
  await until('it was taken', () => receiver.accepted().length === 1);
  await until('it is done', () => second.delivery.deliveries()[0]?.state === 'sent');
  await second.close();
  const third = await openDelivery(home, channels);
  third.delivery.send(fakeNotification());
  expect(third.delivery.deliveries()).toMatchObject([{ state: 'sent' }]);
  const keys = receiver.received.map(({ headers }) => headers['x-signalbox-delivery']);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test('a receiver that hangs up in the middle of an answer that accepts is not sent the message again', async () => {
  const receiver = await openReceiver([hangUp(200)]);
  const { delivery } = await openDelivery(await makeHome(), [webhook(receiver.url)]);
  delivery.send(fakeNotification());
  await until('it is done', () => delivery.deliveries()[0]?.state === 'sent');
  expect(receiver.received).toHaveLength(1);
});

test('a receiver that does not answer in time is tried again', async () => {
  const receiver = await openReceiver([neverAnswer, answer(200)]);
  const { delivery } = await openDelivery(await makeHome(), [webhook(receiver.url, { timeoutMs: 3_000 })]);
  delivery.send(fakeNotification());
  await until('the first try failed', () => delivery.deliveries()[0]?.error);
  expect(delivery.deliveries()[0]?.error).toBe('it did not answer within 3.0 s');
  await until('it is done', () => delivery.deliveries()[0]?.state === 'sent');
});

test('a receiver that asks us to wait is not asked before', async () => {
  const receiver = await openReceiver([answer(429, { 'retry-after': '10' }), answer(200)]);
  const { delivery } = await openDelivery(await makeHome(), [webhook(receiver.url)]);
  delivery.send(fakeNotification());
  const [waiting] = await until('the first try failed', () => {
    const found = delivery.deliveries();
    return found[0]?.error !== null && found;
  });
  const waitMs = Date.parse(waiting?.next_try_at ?? '') - Date.parse(waiting?.created_at ?? '');
  expect(waitMs).toBeGreaterThanOrEqual(10_000);
  await until('it is done', () => delivery.deliveries()[0]?.state === 'sent');
});

test('what a receiver refuses is given up at once, told, kept, and sent when its owner says so', async () => {
  const receiver = await openReceiver([answer(403, {}, 'no such hook: k3y-of-the-hook'), answer(200)]);
  const { delivery, dead } = await openDelivery(await makeHome(), [webhook(receiver.url)]);
  delivery.send(fakeNotification());
  await until('it was given up', () => dead.length === 1);
  expect(delivery.deliveries()).toMatchObject([{ state: 'dead', attempts: 1, next_try_at: null }]);
  expect(delivery.views()).toMatchObject([
    { dead: 1, waiting: 0, target: expect.stringMatching(/^http:\/\/127.*\/…$/) },
  ]);
  expect(dead).toEqual([
    {
      channel: 'ops',
      title: 'github is down',
      why: 'it answered 403: no such hook: •••',
    },
  ]);
  expect(delivery.retry()).toBe(1);
  await until('it is done', () => delivery.deliveries()[0]?.state === 'sent');
  expect(delivery.retry()).toBe(0);
});

test('a signed message can be checked, and a template says what it was told to say', async () => {
  const receiver = await openReceiver([answer(200)]);
  const template = {
    what: '{{title}} ({{severity}})',
    servers: '{{servers}}',
    who: '{{server}}',
    none: '{{nothing}}',
  };
  const { delivery } = await openDelivery(await makeHome(), [
    webhook(receiver.url, { template, secret: 'sesame', headers: { 'X-Team': 'tools' } }),
  ]);
  delivery.send(fakeNotification());
  const { headers, body } = await until('it came', () => receiver.received[0]);
  expect(JSON.parse(body)).toEqual({
    what: 'github is down (error)',
    servers: ['github'],
    who: 'github',
    none: null,
  });
  expect(headers['x-team']).toBe('tools');
  const { t, v1 } = Object.fromEntries(
    String(headers['x-signalbox-signature'])
      .split(',')
      .map((part) => part.split('=')),
  );
  expect(v1).toBe(createHmac('sha256', 'sesame').update(`${t}.${body}`).digest('hex'));
});

test('a redirect is not followed: the message was for this receiver alone', async () => {
  const other = await openReceiver([answer(200)]);
  const receiver = await openReceiver([answer(307, { location: other.url })]);
  const { delivery } = await openDelivery(await makeHome(), [webhook(receiver.url)]);
  expect(await delivery.test('ops')).toEqual({
    ok: false,
    message: expect.stringContaining('write the new address into the channel'),
  });
  expect(other.received).toEqual([]);
});

test('a test says what the receiver answered, or why none did', async () => {
  const receiver = await openReceiver([answer(204)]);
  const { delivery } = await openDelivery(await makeHome(), [
    webhook(receiver.url),
    webhook('http://127.0.0.1:9/x', { name: 'nowhere' }),
  ]);
  expect(await delivery.test('ops')).toEqual({
    ok: true,
    message: expect.stringMatching(/^answered 204 in /),
  });
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ kind: 'test' });
  expect(await delivery.test('nowhere')).toEqual({
    ok: false,
    message: 'it refused the connection: nothing listens there',
  });
  expect(await delivery.test('gone')).toBeNull();
  expect(delivery.deliveries()).toEqual([]);
});
