import { join } from 'node:path';
import { Notification } from 'electron';
import type { Notice, Notifier } from '#engine/ports.ts';

const ICON = join(import.meta.dirname, 'icon', 'icon.png');

type Act = Parameters<Notifier['notify']>[1];

export interface NotificationOptions {
  /** Asked at each notice, so that the tray's checkbox takes effect at once. */
  readonly wanted: () => boolean;
  /** The person clicked on a notice about this server. */
  readonly open: (server: string) => void;
  readonly report: (error: unknown) => void;
}

/** Shows the engine's notices as native notifications. */
export function nativeNotifier({ wanted, open, report }: NotificationOptions): Notifier {
  /** Electron drops a notification, and its click, once nothing refers to it. */
  const shown = new Map<string, Notification>();

  function show({ id, title, body, server, urgency }: Notice, act: Act): void {
    const notification = new Notification({ title, body, urgency, icon: ICON });
    notification.on('click', () => {
      act('open');
      if (server !== null) open(server);
    });
    // Windows alone tells, for instance when the app has no shortcut in the start menu.
    notification.on('failed', (_event, error) => report(new Error(`A notification was not shown: ${error}`)));
    shown.get(id)?.close();
    shown.set(id, notification);
    notification.show();
  }

  return {
    unavailable: () => (Notification.isSupported() ? null : 'this desktop shows no notifications'),
    async notify(notice, act) {
      if (wanted() && Notification.isSupported()) show(notice, act);
    },
  };
}
