import type { ChannelSettings } from '../../configuration/configuration.ts';
import { maskSecrets } from '../../logs/logs.ts';
import { discordBody } from '../formats/discord.ts';
import { slackBody } from '../formats/slack.ts';
import { deliveryHeaders, signBody, webhookBody } from '../formats/webhook.ts';
import type { Attempt, Means, Message } from './attempt.ts';
import { channelSecrets } from './channel-target.ts';
import { post } from './post.ts';
import { sendCommand } from './send-command.ts';
import { sendEmail } from './send-email.ts';

/** Those to which messages are sent one by one. */
export type MessageChannel = Exclude<ChannelSettings, { readonly type: 'native' | 'alertmanager' }>;

/** Tries once. Never rejects; what it says is without the channel's secrets. Given the signal it gives up. */
export async function sendMessage(
  channel: MessageChannel,
  message: Message,
  means: Means,
  signal: AbortSignal,
): Promise<Attempt> {
  const masked = (text: string) => maskSecrets(text, channelSecrets(channel));
  try {
    const attempt = await send(channel, message, means, signal);
    return attempt.kind === 'accepted'
      ? { ...attempt, message: masked(attempt.message) }
      : { ...attempt, error: masked(attempt.error) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', error: masked(why), retryAfterMs: null };
  }
}

function send(
  channel: MessageChannel,
  message: Message,
  means: Means,
  signal: AbortSignal,
): Promise<Attempt> {
  switch (channel.type) {
    case 'webhook': {
      const body = webhookBody(message.notification, channel.template, means.host);
      const signature =
        channel.secret === null
          ? {}
          : { 'x-signalbox-signature': signBody(body, channel.secret, means.clock.now()) };
      const headers = { ...lowerCased(channel.headers), ...deliveryHeaders(message.id), ...signature };
      return post({ url: channel.url, headers, body, timeoutMs: channel.timeoutMs }, means.clock, signal);
    }
    case 'slack':
    case 'discord': {
      const body = (channel.type === 'slack' ? slackBody : discordBody)(message.notification, means.host);
      return post({ url: channel.url, headers: {}, body, timeoutMs: channel.timeoutMs }, means.clock, signal);
    }
    case 'email':
      return sendEmail(channel, message, means, signal);
    case 'command':
      return sendCommand(channel, message, means, signal);
    default:
      return channel satisfies never;
  }
}

/** Names of headers are the same in either case; one that is given in two would be sent twice. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
