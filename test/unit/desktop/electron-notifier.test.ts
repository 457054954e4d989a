import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Notice } from '#engine/ports.ts';
import { electronNotifier } from '../../../main/desktop/notices/electron-notifier.ts';
import type { NoticePlace } from '../../../main/notices/notice-place.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const electron = vi.hoisted(() => ({ Notification: Object, shown: [] as unknown[] }));
vi.mock('electron', () => electron);

class Notification extends EventEmitter {
  readonly options: unknown;
  isClosed = false;

  constructor(options: unknown) {
    super();
    this.options = options;
  }

  static isSupported = () => true;

  show(): void {
    electron.shown.push(this);
  }

  close(): void {
    this.isClosed = true;
    this.emit('close');
  }
}

const shown = electron.shown as Notification[];
const DOWN: Notice = {
  id: 'server github',
  title: 'github is down',
  body: 'Restart it.',
  server: 'github',
  urgency: 'critical',
  actions: ['restart', 'open-logs', 'snooze'],
};

beforeEach(() => {
  shown.length = 0;
  electron.Notification = Notification as unknown as ObjectConstructor;
});

function open(platform: NodeJS.Platform) {
  const clock = new FakeClock();
  const pressed: string[] = [];
  const places: NoticePlace[] = [];
  const notifier = electronNotifier({
    clock,
    iconFile: '/icon.png',
    open: (place) => places.push(place),
    platform,
  });
  const notify = (notice: Notice) => notifier.notify(notice, (action) => pressed.push(action));
  return { clock, notify, pressed, places };
}

test.each(['darwin', 'win32'] as const)('on %s a notice has buttons, which do what they say', (platform) => {
  const { notify, pressed, places } = open(platform);
  void notify(DOWN);
  expect(shown[0]?.options).toMatchObject({
    title: 'github is down',
    urgency: 'critical',
    timeoutType: 'never',
    actions: [
      { type: 'button', text: 'Restart' },
      { type: 'button', text: 'Open logs' },
      { type: 'button', text: 'Snooze for 1 h' },
    ],
  });
  for (const actionIndex of [0, 1, 2, 3]) shown[0]?.emit('action', { actionIndex });
  shown[0]?.emit('click');
  expect(pressed).toEqual(['restart', 'open-logs', 'snooze', 'open']);
  expect(places).toEqual([
    { show: 'logs', server: 'github' },
    { show: 'server', server: 'github' },
  ]);
});

test('where Electron has no buttons, none are asked for', () => {
  void open('linux').notify(DOWN);
  expect(shown[0]?.options).not.toHaveProperty('actions');
});

test('the newest of a server takes the place of the one before; only so many are kept', () => {
  const { notify } = open('darwin');
  void notify(DOWN);
  void notify({ ...DOWN, title: 'github is back' });
  expect(shown.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  for (let index = 0; index < 50; index++) void notify({ ...DOWN, id: `server ${index}` });
  expect(shown.filter(({ isClosed }) => !isClosed)).toHaveLength(50);
  expect(shown[1]?.isClosed).toBe(true);
});

test('it is told whether the system showed it', async () => {
  const { notify, clock } = open('win32');
  const first = notify(DOWN);
  shown[0]?.emit('show');
  await expect(first).resolves.toBeUndefined();
  const second = notify(DOWN);
  shown[1]?.emit('failed', {}, 'no shortcut in the start menu');
  await expect(second).rejects.toThrow('the system did not show it: no shortcut in the start menu');
  const silent = notify(DOWN);
  clock.advance(5000);
  await expect(silent).resolves.toBeUndefined();
});
