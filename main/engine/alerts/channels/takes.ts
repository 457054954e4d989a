import { SEVERITIES, type Severity } from '#contract/alert.ts';
import type { ChannelSettings } from '../../configuration/configuration.ts';
import type { Notification } from '../notification.ts';

/** Whether a notification goes to a channel. One that names its channels goes to those whatever its severity. */
export function takes(
  channel: ChannelSettings,
  { kind, severity, channels }: Pick<Notification, 'kind' | 'severity' | 'channels'>,
): boolean {
  if (!channel.enabled) return false;
  if (channels !== null && !channels.includes(channel.name)) return false;
  if (kind === 'summary') return channel.summary || channels !== null;
  if (kind === 'resolved' && !channel.resolved) return false;
  return channels !== null || isFrom(severity, channel.fromSeverity);
}

export function isFrom(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
