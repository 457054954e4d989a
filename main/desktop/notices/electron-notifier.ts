import { Notification } from 'electron';
import type { Clock, Notice, NoticeAction, Notifier } from '#engine/ports.ts';
import { ACTION_LABELS, type NoticePlace, placeOf } from '../../notices/notice-place.ts';

type Act = Parameters<Notifier['notify']>[1];

export interface ElectronNotifierOptions {
  readonly clock: Clock;
  readonly iconFile: string;
  /** Something was pressed that leads to a place in the window. */
  readonly open: (place: NoticePlace) => void;
  readonly platform?: NodeJS.Platform;
}

/** Electron drops a notification, and its presses, once nothing refers to it; of older ones nobody presses anything. */
const MOST_SHOWN = 50;
/** Some desktops tell neither that it is shown nor that it failed: then it was handed over at least. */
const ANSWER_LIMIT_MS = 5000;

/** Shows notices as the system's own: with buttons on macOS and Windows, where Electron has them. */
export function electronNotifier({
  clock,
  iconFile,
  open,
  platform = process.platform,
}: ElectronNotifierOptions): Notifier {
  const shown = new Map<string, Notification>();
  const hasButtons = platform === 'darwin' || platform === 'win32';

  function keep(id: string, notification: Notification): void {
    shown.get(id)?.close();
    shown.delete(id);
    shown.set(id, notification);
    const [oldest] = shown;
    if (shown.size > MOST_SHOWN && oldest !== undefined) {
      shown.delete(oldest[0]);
      oldest[1].close();
    }
  }

  function show(notice: Notice, act: Act): Promise<void> {
    const { id, title, body, urgency, actions } = notice;
    const notification = new Notification({
      title,
      body,
      urgency,
      timeoutType: urgency === 'critical' ? 'never' : 'default',
      silent: urgency === 'low',
      icon: iconFile,
      ...(hasButtons && {
        actions: actions.map((action) => ({ type: 'button', text: ACTION_LABELS[action] })),
      }),
    });
    const press = (pressed: NoticeAction | 'open'): void => {
      act(pressed);
      const place = placeOf(notice, pressed);
      if (place !== null) open(place);
    };
    notification.on('click', () => press('open'));
    notification.on('action', ({ actionIndex }) => {
      const pressed = actions[actionIndex];
      if (pressed !== undefined) press(pressed);
    });
    notification.on('close', () => {
      if (shown.get(id) === notification) shown.delete(id);
    });
    keep(id, notification);
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ANSWER_LIMIT_MS, resolve);
      notification.once('show', () => {
        cancel();
        resolve();
      });
      notification.once('failed', (_event, error) => {
        cancel();
        reject(new Error(`the system did not show it: ${error}`));
      });
      notification.show();
    });
  }

  return {
    unavailable: () => (Notification.isSupported() ? null : 'this desktop shows no notifications'),
    notify: show,
  };
}
