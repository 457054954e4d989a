import type { NoticeAction } from '../ports.ts';
import type { Notification } from './notification.ts';

/** Does what a person pressed on a notification. What is to be seen, the shell shows. */
export function actOnNotice(
  notification: Notification,
  action: NoticeAction | 'open',
  means: {
    /** Throws where it can't be done. */
    readonly act: (action: 'restart' | 'start', server: string) => void;
    readonly noteOwner: (servers: readonly string[], why: string) => void;
    readonly silence: (alertId: string) => void;
    readonly onFault: (text: string) => void;
  },
): void {
  const [server] = notification.servers;
  switch (action) {
    case 'restart':
    case 'start':
      if (server === undefined) return;
      try {
        means.act(action, server);
        means.noteOwner([server], `you ${action}ed it`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        means.onFault(`${server} could not be ${action}ed from its notification: ${why}`);
      }
      return;
    case 'snooze':
      for (const { id } of notification.alerts) means.silence(id);
      return;
    case 'open':
    case 'open-logs':
      return;
    default:
      action satisfies never;
  }
}
