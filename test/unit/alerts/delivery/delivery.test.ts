import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDelivery, type DeliveryOptions } from '#engine/alerts/delivery/delivery.ts';
import type { ChannelSettings } from '#engine/configuration/configuration.ts';
import { type Notice, type Notifier, silentNotifier } from '#engine/ports.ts';
import type { CommandOutcome, ShortCommand } from '#engine/process/process.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { memoryShelves } from '../../../fakes/memory-shelves.ts';
import { fakeNotification } from '../../../fakes/notification.ts';

const COMMON = { enabled: true, fromSeverity: 'warning', resolved: true, summary: false } as const;
const command: ChannelSettings = {
  ...COMMON,
  name: 'tell',
  type: 'command',
  command: 'tell',
  args: ['--loud'],
  timeoutMs: 30_000,
};
const native: ChannelSettings = { ...COMMON, name: 'native', type: 'native' };

const exited = (code: number): CommandOutcome => ({
  kind: 'exited',
  code,
  signal: null,
  stdout: '',
  stderrTail: code === 0 ? '' : 'the bell is broken\n',
  ranMs: 12,
});

/** Without `isRead` the settings are not known yet, as when an engine begins. */
function open(channels: ChannelSettings[], more: Partial<DeliveryOptions> = {}, isRead = true) {
  const clock = new FakeClock();
  const dead: string[] = [];
  const delivery = createDelivery({
    clock,
    random: () => 0.5,
    channels: () => channels,
    shelves: memoryShelves(),
    run: () => Promise.reject(new Error('none is run')),
    notifier: silentNotifier,
    link: () => null,
    onNative: () => {},
    onChange: () => {},
    onDead: (channel, title, why) => dead.push(`${channel}: ${title}: ${why}`),
    ...more,
  });
  if (isRead) delivery.settingsChanged();
  return { clock, delivery, dead };
}

test('a command gets the notification on its stdin and in its environment', async () => {
  const specs: ShortCommand[] = [];
  const { delivery } = open([command], {
    run: (spec) => {
      specs.push(spec);
      return Promise.resolve(exited(0));
    },
  });
  delivery.send(fakeNotification());
  await nextTurn();
  expect(specs).toMatchObject([
    {
      command: 'tell',
      args: ['--loud'],
      env: {
        SIGNALBOX_NOTIFICATION_ID: fakeNotification().id,
        SIGNALBOX_ALERT_TITLE: 'github is down',
        SIGNALBOX_ALERT_SERVER: 'github',
        SIGNALBOX_ALERT_KIND: 'firing',
      },
    },
  ]);
  expect(JSON.parse(specs[0]?.input ?? '')).toMatchObject({ title: 'github is down', servers: ['github'] });
  expect(delivery.deliveries()).toMatchObject([{ state: 'sent', attempts: 1 }]);
});

test('a command that fails three times is given up, and the next message goes on', async () => {
  const codes = [1, 1, 1, 0];
  const { clock, delivery, dead } = open([command], {
    run: () => Promise.resolve(exited(codes.shift() ?? 9)),
  });
  delivery.send(fakeNotification({ id: 'n1' }));
  delivery.send(fakeNotification({ id: 'n2', title: 'db is down' }));
  await nextTurn();
  clock.advance(999);
  await nextTurn();
  expect(codes).toHaveLength(3);
  clock.advance(1);
  await nextTurn();
  expect(codes).toHaveLength(2);
  clock.advance(2_000);
  await nextTurn();
  expect(dead).toEqual(['tell: github is down: tell exited with 1: the bell is broken']);
  expect(delivery.deliveries()).toMatchObject([
    { title: 'db is down', state: 'sent' },
    { title: 'github is down', state: 'dead', attempts: 3 },
  ]);
  expect(delivery.views()).toMatchObject([{ waiting: 0, dead: 1, target: 'tell --loud' }]);
});

test('a change of the settings tries at once what would be waited for', async () => {
  const codes = [1, 0];
  const { clock, delivery } = open([command], { run: () => Promise.resolve(exited(codes.shift() ?? 9)) });
  delivery.send(fakeNotification());
  await nextTurn();
  expect(delivery.deliveries()).toMatchObject([{ state: 'waiting' }]);
  delivery.settingsChanged();
  await nextTurn();
  expect(delivery.deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  expect(clock.pendingTimers).toBe(0);
});

test('what waits for a channel that is switched off is kept as given up', async () => {
  const channels: ChannelSettings[] = [command];
  const { delivery, dead } = open(channels, { run: () => Promise.resolve(exited(1)) });
  delivery.send(fakeNotification());
  await nextTurn();
  channels[0] = { ...command, enabled: false };
  delivery.settingsChanged();
  await nextTurn();
  expect(dead).toEqual([expect.stringContaining('the channel is switched off')]);
});

test('what waits for a channel that is not in the configuration now is sent when it is there again', async () => {
  const channels: ChannelSettings[] = [command];
  const { delivery, dead } = open(channels, {
    run: () => Promise.resolve(exited(channels.length === 2 ? 0 : 1)),
  });
  delivery.send(fakeNotification());
  await nextTurn();
  channels.length = 0;
  delivery.settingsChanged();
  await nextTurn();
  expect(delivery.deliveries()).toMatchObject([{ state: 'waiting', attempts: 2 }]);
  channels.push(native, command);
  delivery.settingsChanged();
  await nextTurn();
  expect(delivery.deliveries()).toMatchObject([{ state: 'sent' }]);
  expect(dead).toEqual([]);
});

test('what waits when an engine begins is tried only once the settings are known', async () => {
  const shelves = memoryShelves();
  const before = open([command], { shelves, run: () => Promise.resolve(exited(1)) });
  before.delivery.send(fakeNotification());
  await nextTurn();
  await before.delivery.close();
  const channels: ChannelSettings[] = [native];
  const clock = new FakeClock();
  clock.advance(60_000);
  const { delivery, dead } = open(channels, { clock, shelves, run: () => Promise.resolve(exited(0)) }, false);
  clock.advance(60_000);
  await nextTurn();
  expect(delivery.deliveries()).toMatchObject([
    { state: 'waiting', attempts: 1, error: 'tell exited with 1: the bell is broken' },
  ]);
  channels.push(command);
  delivery.settingsChanged();
  await nextTurn();
  expect(delivery.deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  expect(dead).toEqual([]);
});

test('what comes when the end has begun is kept for the next start, and no timer is left', async () => {
  const shelves = memoryShelves();
  const first = open([command], { shelves, run: () => Promise.resolve(exited(1)) });
  first.delivery.send(fakeNotification({ id: 'n1' }));
  await nextTurn();
  await first.delivery.close();
  first.delivery.send(fakeNotification({ id: 'n2' }));
  await nextTurn();
  expect(first.clock.pendingTimers).toBe(0);
  let runs = 0;
  const second = open([command], {
    shelves,
    run: () => {
      runs += 1;
      return Promise.resolve(exited(0));
    },
  });
  second.clock.advance(10_000);
  await nextTurn();
  expect(runs).toBe(2);
  expect(second.delivery.deliveries().map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('a try that hangs does not hold up the end for more than two seconds', async () => {
  const { clock, delivery } = open([command], {
    run: (_, signal) =>
      new Promise((resolve) => {
        const over = () => resolve({ kind: 'not-started', reason: 'it is not wanted any more' });
        signal?.addEventListener('abort', over);
      }),
  });
  delivery.send(fakeNotification());
  const closed = delivery.close();
  await nextTurn();
  clock.advance(2_000);
  await closed;
  expect(delivery.deliveries()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
});

test('a try that fails while the engine ends leaves no timer behind', async () => {
  const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
  const { clock, delivery } = open([command], { run: () => promise });
  delivery.send(fakeNotification());
  const closed = delivery.close();
  resolve(exited(1));
  await closed;
  expect(clock.pendingTimers).toBe(0);
  expect(delivery.deliveries()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
});

test('a notification that the desktop shows comes back with the button that was pressed', async () => {
  const shown: Notice[] = [];
  const pressed: string[] = [];
  const notifier: Notifier = {
    unavailable: () => null,
    notify: (notice, act) => {
      shown.push(notice);
      act('restart');
      return Promise.resolve();
    },
  };
  const { delivery } = open([native], {
    notifier,
    onNative: (notification, action) => pressed.push(`${action} ${notification.id}`),
  });
  delivery.send(fakeNotification());
  await nextTurn();
  expect(shown).toMatchObject([{ title: 'github is down', server: 'github' }]);
  expect(pressed).toEqual(['restart n1']);
  expect(delivery.deliveries()).toEqual([]);
  expect(delivery.views()).toMatchObject([
    { error: null, unavailable: null, last_sent_at: '2026-01-01T00:00:00.000Z' },
  ]);
});

test('a desktop that shows nothing says so in the list of channels', async () => {
  const { delivery } = open([native]);
  delivery.send(fakeNotification());
  await nextTurn();
  expect(delivery.views()).toMatchObject([
    { last_sent_at: null, error: expect.any(String), unavailable: 'this shell shows no notifications' },
  ]);
  expect(await delivery.test('native')).toEqual({ ok: false, message: 'this shell shows no notifications' });
});
