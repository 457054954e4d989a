import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { fakeAlert } from '../../fakes/alert.ts';
import { scaledClock } from '../../fakes/scaled-clock.ts';
import { findPackage, whyWithout } from '../../runner/debian-packages.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { openAlertmanager } from './harness/open-alertmanager.ts';
import { alertmanager, openDelivery } from './harness/open-delivery.ts';
import { answer, openReceiver } from './harness/receiver.ts';

interface Told {
  readonly status: string;
  readonly groupLabels: { readonly server?: string };
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

test('what fires is told again each minute, sooner after a failure, and for five minutes when it is over', async () => {
  const receiver = await openReceiver([answer(500), answer(503), answer(200)]);
  const { delivery } = await openDelivery(await makeHome(), [alertmanager(receiver.url)], {
    clock: scaledClock(600),
  });
  const down = fakeAlert({ rule: 'server_down', server: null });
  delivery.alerts([down], []);
  await until('it failed', () => delivery.views()[0]?.error);
  expect(delivery.views()[0]?.error).toMatch(/^it answered 50/);
  const ends = () =>
    receiver
      .accepted()
      .map(({ body }) => JSON.parse(body).map(({ endsAt }: { endsAt: string }) => Date.parse(endsAt)));
  await until('it was told three times', () => ends().length >= 3);
  expect(delivery.views()[0]?.error).toBeNull();
  const [first = 0, second = 0] = ends().flat();
  expect(second - first).toBeGreaterThanOrEqual(60_000);
  delivery.alerts([], []);
  const overAt = await until('its end was told', () =>
    ends()
      .flat()
      .find((at, index, all) => at < (all[index - 1] ?? 0)),
  );
  await until(
    'its end was told again',
    () =>
      ends()
        .flat()
        .filter((at) => at === overAt).length >= 3,
  );
  await until('nothing is told any more', async () => {
    const before = receiver.received.length;
    await sleep(500);
    return receiver.received.length === before;
  });
  expect(receiver.received[0]?.headers['content-type']).toContain('application/json');
});

const folder = await findPackage('prometheus-alertmanager');

test.skipIf(folder === null)(
  `a real Alertmanager has what fires, groups it by server, and hears when it is over${whyWithout('prometheus-alertmanager', folder)}`,
  { timeout: 240_000 },
  async () => {
    if (folder === null) return;
    const receiver = await openReceiver([answer(200)]);
    const { url } = await openAlertmanager(folder, receiver.url);
    // With its own clock Alertmanager decides what is over.
    const { delivery } = await openDelivery(await makeHome(), [alertmanager(url)], { clock: systemClock });
    const told = () => receiver.received.map(({ body }) => JSON.parse(body) as Told);
    const lastOf = (server: string) => told().findLast(({ groupLabels }) => groupLabels.server === server);
    const rules = (server: string) =>
      lastOf(server)
        ?.alerts.map(({ status, labels }) => `${labels['alertname']} ${labels['severity']} ${status}`)
        .toSorted();
    const now = () => new Date().toISOString();
    const fired = { fired_at: now(), since: now() };
    const down = fakeAlert({
      ...fired,
      id: 'a1',
      rule: 'server_down',
      severity: 'error',
      message: 'github is down',
    });
    const busy = fakeAlert({ ...fired, id: 'a2', rule: 'high_cpu', state: 'acknowledged' });
    const other = fakeAlert({
      ...fired,
      id: 'a3',
      rule: 'server_down',
      server: 'db',
      cause: 'the disk is full',
    });
    const untold = [
      fakeAlert({ ...fired, id: 'a4', rule: 'hang', state: 'pending' }),
      fakeAlert({ ...fired, id: 'a5', rule: 'threads', state: 'silenced' }),
      fakeAlert({ ...fired, id: 'a6', rule: 'latency', state: 'inhibited' }),
      fakeAlert({ ...fired, id: 'a7', rule: 'clients', severity: 'info' }),
    ];
    delivery.alerts([down, busy, other, ...untold], []);
    await until(
      'both servers are told of',
      () => rules('github')?.length === 2 && rules('db')?.length === 1,
      {
        seen: () => delivery.views(),
      },
    );
    expect(rules('github')).toEqual(['high_cpu warning firing', 'server_down error firing']);
    expect(lastOf('db')?.alerts[0]).toMatchObject({
      labels: {
        alertname: 'server_down',
        server: 'db',
        type: 'high_cpu',
        team: 'tools',
        instance: expect.any(String),
      },
      annotations: { cause: 'the disk is full', next_step: 'Restart it' },
    });
    expect(delivery.views()).toMatchObject([{ name: 'am', error: null, last_sent_at: expect.any(String) }]);

    delivery.alerts([down, { ...busy, severity: 'critical' }, other], []);
    await until('what got worse is another, and the one before is over', () =>
      told().some(({ alerts }) => alerts.some(({ labels }) => labels['severity'] === 'critical')),
    );
    expect(told().flatMap(({ alerts }) => alerts)).toContainEqual(
      expect.objectContaining({
        labels: expect.objectContaining({ severity: 'critical' }),
        status: 'firing',
      }),
    );
    const over = { state: 'resolved', resolved_at: now(), resolution: 'it is back' } as const;
    delivery.alerts(
      [],
      [
        { ...down, ...over },
        { ...other, ...over },
      ],
    );
    await until(
      'all of it is over',
      () => lastOf('github')?.status === 'resolved' && lastOf('db')?.status === 'resolved',
    );
    const response = await fetch(`${url}/api/v2/alerts`);
    expect(await response.json()).toEqual([]);
    expect(await delivery.test('am')).toEqual({ ok: true, message: expect.stringContaining('answered 200') });
  },
);
