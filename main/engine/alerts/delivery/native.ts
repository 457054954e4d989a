import type { Notice, NoticeAction, Notifier } from '../../ports.ts';
import type { Notification } from '../notification.ts';

/**
 * Shows notifications on the desktop. Nothing is kept for later: what could not be shown now is in the window, and would
 * be old news by then.
 */
export async function showNative(
  notifier: Notifier,
  notification: Notification,
  onAction: (notification: Notification, action: NoticeAction | 'open') => void,
): Promise<void> {
  const unavailable = notifier.unavailable();
  if (unavailable !== null) throw new Error(unavailable);
  await notifier.notify(noticeOf(notification), (action) => onAction(notification, action));
}

/** Of one server the newest takes the place of what was shown before. */
export function noticeOf(notification: Notification): Notice {
  const { id, title, body, servers, incident, kind } = notification;
  const [server, ...others] = servers;
  const one = server !== undefined && others.length === 0 ? server : null;
  return {
    id: one !== null ? `server ${one}` : incident !== null ? `incident ${incident}` : id,
    title,
    body,
    server: one,
    urgency: urgencyOf(notification),
    actions: kind === 'firing' || kind === 'worse' ? actionsOf(notification) : [],
  };
}

function urgencyOf({ kind, severity }: Notification): Notice['urgency'] {
  if (kind === 'resolved' || kind === 'summary' || severity === 'info') return 'low';
  return severity === 'critical' && kind !== 'test' ? 'critical' : 'normal';
}

function actionsOf({ actions }: Notification): readonly NoticeAction[] {
  const known = actions.filter(
    (action) => action === 'restart' || action === 'start' || action === 'open-logs',
  );
  return [...known, 'snooze'];
}
