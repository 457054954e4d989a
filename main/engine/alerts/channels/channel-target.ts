import type { ChannelSettings } from '../../configuration/configuration.ts';
import { secretValues } from '../../logs/logs.ts';

/** Of an address: not a word such as "services". */
const LIKE_A_KEY = /\d|.{16}/;

/** Where a channel leads, for people: without what would let somebody else use it. */
export function channelTarget(settings: ChannelSettings): string {
  switch (settings.type) {
    case 'native':
      return 'this desktop';
    case 'webhook':
    case 'slack':
    case 'discord':
    case 'alertmanager':
      return withoutPath(settings.url);
    case 'email':
      return settings.to.join(', ');
    case 'command':
      return [
        settings.command,
        ...settings.args.slice(0, 1),
        ...(settings.args.length > 1 ? ['…'] : []),
      ].join(' ');
    default:
      return settings satisfies never;
  }
}

/** What must not stand in any text about this channel; the longest first. */
export function channelSecrets(settings: ChannelSettings): readonly string[] {
  const named: Record<string, string> = {};
  if ('headers' in settings) {
    for (const [name, value] of Object.entries(settings.headers)) named[`secret ${name}`] = value;
  }
  if ('url' in settings && URL.canParse(settings.url)) {
    const { pathname, search, password } = new URL(settings.url);
    // Whoever knows the path of such an address may post there.
    named['secret path'] = pathname;
    for (const part of pathname.split('/')) if (LIKE_A_KEY.test(part)) named[`secret ${part}`] = part;
    named['secret query'] = search;
    named['secret password'] = decodeURIComponent(password);
  }
  if (settings.type === 'webhook' && settings.secret !== null) named['secret'] = settings.secret;
  if (settings.type === 'email' && settings.password !== null) named['password'] = settings.password;
  return secretValues(named);
}

function withoutPath(url: string): string {
  if (!URL.canParse(url)) return '(not an address)';
  const { origin, pathname, search } = new URL(url);
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}
