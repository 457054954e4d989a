import type { Notification } from '#engine/alerts/notification.ts';

/** A notification that github is down, but for what a test says. */
export function fakeNotification(but: Partial<Notification> = {}): Notification {
  return {
    id: 'n1',
    kind: 'firing',
    at: '2026-01-01T00:00:00.000Z',
    severity: 'error',
    title: 'github is down',
    body: 'github exited with code 1.\nIt is restarted in 8 s.',
    servers: ['github'],
    alerts: [],
    incident: null,
    actions: ['restart', 'open-logs'],
    channels: null,
    ...but,
  };
}
