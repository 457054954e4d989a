import { expect, onTestFinished, test } from 'vitest';
import type { Notice } from '#engine/ports.ts';
import { busNotifier } from '../../../main/notices/bus-notifier.ts';
import type { NoticePlace } from '../../../main/notices/notice-place.ts';
import { until } from '../harness/until.ts';
import { openNotificationDaemon } from './harness/notification-daemon.ts';
import { openPrivateBus } from './harness/private-bus.ts';

const DOWN: Notice = {
  id: 'server github',
  title: 'github is down',
  body: 'It ended with code 1 & wrote "<oom>".\nRestart it.',
  server: 'github',
  urgency: 'critical',
  actions: ['restart', 'open-logs', 'snooze'],
};

function open(address: string) {
  const pressed: string[] = [];
  const places: NoticePlace[] = [];
  const notifier = busNotifier({
    environment: { DBUS_SESSION_BUS_ADDRESS: address },
    iconFile: '/icon.png',
    open: (place) => places.push(place),
    platform: 'linux',
  });
  onTestFinished(() => notifier.close());
  const notify = (notice: Notice) => notifier.notify(notice, (action) => pressed.push(action));
  return { notifier, notify, pressed, places };
}

test('a notice is shown by the desktop with its buttons, and a critical one stays', async () => {
  const { address } = await openPrivateBus();
  const daemon = await openNotificationDaemon(address);
  const { notifier, notify } = open(address);
  expect(notifier.unavailable()).toBeNull();
  await notify(DOWN);
  expect(daemon.notified).toEqual([
    {
      id: 1,
      app: 'Signalbox',
      replaces: 0,
      icon: 'file:///icon.png',
      summary: 'github is down',
      body: 'It ended with code 1 &amp; wrote "&lt;oom&gt;".\nRestart it.',
      actions: {
        default: 'Open',
        restart: 'Restart',
        'open-logs': 'Open logs',
        snooze: 'Snooze for 1 h',
      },
      urgency: 2,
      expireMs: 0,
    },
  ]);
});

test('the newest of a server takes the place of what is still on the screen', async () => {
  const { address } = await openPrivateBus();
  const daemon = await openNotificationDaemon(address);
  const { notify } = open(address);
  const back: Notice = { ...DOWN, title: 'github is back', urgency: 'low', actions: [] };
  await Promise.all([notify(DOWN), notify(back), notify({ ...DOWN, id: 'server db', urgency: 'normal' })]);
  expect(daemon.notified.map(({ replaces, urgency, expireMs }) => [replaces, urgency, expireMs])).toEqual([
    [0, 2, 0],
    [1, 0, -1],
    [0, 1, -1],
  ]);
  daemon.dismiss(1);
  // Its answer comes after the word that the first was dismissed.
  await notify({ ...DOWN, id: 'server db' });
  await notify(back);
  expect(daemon.notified.slice(3).map(({ replaces }) => replaces)).toEqual([2, 0]);
});

test('buttons and clicks come back to whom they are for', async () => {
  const { address } = await openPrivateBus();
  const daemon = await openNotificationDaemon(address);
  const { notify, pressed, places } = open(address);
  await notify(DOWN);
  for (const key of ['restart', 'open-logs', 'default', 'start', 'nonsense']) daemon.press(1, key);
  await notify({ ...DOWN, id: 'storm', server: null });
  daemon.press(99, 'restart');
  daemon.press(2, 'default');
  await until('the last press came', () => places.length === 3);
  expect(pressed).toEqual(['restart', 'open-logs', 'open', 'open']);
  expect(places).toEqual([
    { show: 'logs', server: 'github' },
    { show: 'server', server: 'github' },
    { show: 'alerts' },
  ]);
});

test('a desktop without buttons and markup gets plain text, whatever a log had in it', async () => {
  const { address } = await openPrivateBus();
  const daemon = await openNotificationDaemon(address, { capabilities: ['body'] });
  await open(address).notify({ ...DOWN, body: `${DOWN.body}\0` });
  const [notified] = daemon.notified;
  expect([notified?.body, notified?.actions]).toEqual([DOWN.body, {}]);
});

test('what is on the screen goes away with Signalbox, whose buttons would do nothing any more', async () => {
  const { address } = await openPrivateBus();
  const daemon = await openNotificationDaemon(address);
  const { notifier, notify } = open(address);
  await notify(DOWN);
  await notify({ ...DOWN, id: 'server db' });
  await notifier.close();
  await until('both are gone', () => daemon.closed.length === 2);
  await expect(notify(DOWN)).rejects.toThrow('Signalbox is being closed');
});

test('without a program that shows notifications, or without the bus, it says so; it works once they are back', async () => {
  const bus = await openPrivateBus();
  const { notify } = open(bus.address);
  await expect(notify(DOWN)).rejects.toThrow('no program in this session shows notifications');
  const first = await openNotificationDaemon(bus.address);
  await notify(DOWN);
  await bus.end();
  await expect(notify(DOWN)).rejects.toThrow('the session bus does not do it');
  await bus.startAgain();
  const second = await openNotificationDaemon(bus.address);
  await notify(DOWN);
  expect([first.notified.length, second.notified.map(({ replaces }) => replaces)]).toEqual([1, [0]]);
});
