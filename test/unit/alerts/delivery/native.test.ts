import { expect, test } from 'vitest';
import { noticeOf } from '#engine/alerts/delivery/native.ts';
import { fakeNotification } from '../../../fakes/notification.ts';

test('what is over takes the place of what was shown of that server, without buttons and in a low voice', () => {
  const firing = noticeOf(fakeNotification({ id: 'n1', severity: 'critical' }));
  const over = noticeOf(fakeNotification({ id: 'n2', severity: 'critical', kind: 'resolved' }));
  expect(firing).toMatchObject({
    server: 'github',
    urgency: 'critical',
    actions: ['restart', 'open-logs', 'snooze'],
  });
  expect(over).toMatchObject({ id: firing.id, urgency: 'low', actions: [] });
});

test('what is about several servers takes the place of what was shown of its incident alone', () => {
  const many = fakeNotification({ servers: ['a', 'b'], incident: 3 });
  expect(noticeOf(many)).toMatchObject({ id: 'incident 3', server: null });
  expect(noticeOf({ ...many, incident: null })).toMatchObject({ id: 'n1', server: null });
});
