import type { ChannelSettings } from '../../configuration/configuration.ts';
import { maskSecrets } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';
import type { PostableAlert } from '../formats/alertmanager.ts';
import type { Attempt } from './attempt.ts';
import { channelSecrets } from './channel-target.ts';
import { post } from './post.ts';

export type AlertmanagerSettings = Extract<ChannelSettings, { readonly type: 'alertmanager' }>;

/** One try; what it says is without the channel's secrets. */
export async function postAlerts(
  channel: AlertmanagerSettings,
  alerts: readonly PostableAlert[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Attempt> {
  const url = new URL(channel.url);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/alerts`;
  const body = JSON.stringify(alerts);
  const { headers, timeoutMs } = channel;
  const attempt = await post({ url: url.href, headers, body, timeoutMs }, clock, signal);
  if (attempt.kind === 'accepted') return attempt;
  return { ...attempt, error: maskSecrets(attempt.error, channelSecrets(channel)) };
}
