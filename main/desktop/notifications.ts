import { join } from 'node:path';
import { Notification } from 'electron';
import type { Notice, Notifier } from '#engine/ports.ts';

const ICON = join(import.meta.dirname, 'icon', 'icon.png');

export interface NotificationOptions {
  /** Asked at each notice, so that the tray's checkbox takes effect at once. */
  readonly wanted: () => boolean;
  /** The person clicked on a notice about this server. */
  readonly open: (server: string) => void;
  readonly report: (error: unknown) => void;
}

/** Shows the engine's notices as native notifications. */
export function nativeNotifier({ wanted, open, report }: NotificationOptions): Notifier {
  /** Electron drops a notification, and its click, once nothing refers to it. One per server is enough to keep. */
  const shown = new Map<string, Notification>();

  function show({ title, body, server, urgency }: Notice): void {
    const notification = new Notification({ title, body, urgency, icon: ICON });
    notification.on('click', () => open(server));
    // Windows alone tells, for instance when the app has no shortcut in the start menu.
    notification.on('failed', (_event, error) => report(new Error(`A notification was not shown: ${error}`)));
    shown.get(server)?.close();
    shown.set(server, notification);
    notification.show();
  }

  return {
    notify(notice) {
      if (!wanted() || !Notification.isSupported()) return;
      try {
        show(notice);
      } catch (error) {
        report(error);
      }
    },
  };
}
