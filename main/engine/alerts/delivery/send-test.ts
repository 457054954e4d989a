import { randomUUID } from 'node:crypto';
import type { ChannelTest } from '#contract/alert-channel.ts';
import { type ChannelSettings, sayLacking } from '../../configuration/configuration.ts';
import type { NoticeAction, Notifier } from '../../ports.ts';
import type { Attempt, Means, Message } from '../channels/attempt.ts';
import { postAlerts } from '../channels/send-alerts.ts';
import { sendMessage } from '../channels/send-message.ts';
import type { PostableAlert } from '../formats/alertmanager.ts';
import type { Notification } from '../notification.ts';
import { showNative } from './native.ts';

interface TestMeans {
  readonly means: Means;
  readonly notifier: Notifier;
  readonly onNative: (notification: Notification, action: NoticeAction | 'open') => void;
  readonly signal: AbortSignal;
}

/** Tries a channel once, past its queue, with what is marked as a test. Also one that is switched off. */
export async function sendTest(channel: ChannelSettings, options: TestMeans): Promise<ChannelTest> {
  const { host, clock } = options.means;
  if (channel.missing !== undefined) return { ok: false, message: `it ${sayLacking(channel.missing)}` };
  try {
    const attempt = await tryOnce(channel, testMessage(channel, host, clock.now()), options);
    return attempt.kind === 'accepted'
      ? { ok: true, message: attempt.message }
      : { ok: false, message: attempt.error };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

async function tryOnce(
  channel: ChannelSettings,
  message: Message,
  { means, notifier, onNative, signal }: TestMeans,
): Promise<Attempt> {
  switch (channel.type) {
    case 'native':
      await showNative(notifier, message.notification, onNative);
      return { kind: 'accepted', message: 'shown' };
    case 'alertmanager': {
      const alert = testAlert(message.notification, means.host, means.clock.now());
      return postAlerts(channel, [alert], means.clock, signal);
    }
    default:
      return sendMessage(channel, message, means, signal);
  }
}

/** It ends by itself a minute later. */
function testAlert({ title, body }: Notification, host: string, nowMs: number): PostableAlert {
  return {
    labels: { alertname: 'signalbox_test', severity: 'info', instance: host },
    annotations: { summary: title, description: body },
    startsAt: new Date(nowMs).toISOString(),
    endsAt: new Date(nowMs + 60_000).toISOString(),
  };
}

function testMessage(channel: ChannelSettings, host: string, nowMs: number): Message {
  const id = randomUUID();
  return {
    id: id.replaceAll('-', ''),
    notification: {
      id,
      kind: 'test',
      at: new Date(nowMs).toISOString(),
      severity: 'info',
      title: 'A test from Signalbox',
      body: `You asked Signalbox on ${host} for a test of the channel ${channel.name}. Alerts will look like this; nothing is wrong.`,
      servers: [],
      alerts: [],
      incident: null,
      actions: [],
      channels: [channel.name],
    },
  };
}
