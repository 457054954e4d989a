import type { ChannelEntry } from '../versions/channel-keys.ts';
import type { Complain } from './condition-of.ts';
import type { ChannelSettings } from './rule.ts';

/** There is always one that shows notifications where Signalbox runs. */
export const NATIVE = 'native';

/** An entry of `alerts.channels` as settings; what is wrong by its meaning is told. */
export function readChannel(name: string, entry: ChannelEntry, complain: Complain): ChannelSettings {
  if ((entry.type === 'native') !== (name === NATIVE)) {
    const says =
      name === NATIVE
        ? 'must be "native": the channel of this name is that of the desktop'
        : 'must say what it is, such as "webhook" or "email": the one of type "native" is named "native"';
    complain(['type'], says);
  }
  const { enabled, fromSeverity, resolved, summary } = entry;
  const common = { name, enabled, fromSeverity, resolved, summary };
  switch (entry.type) {
    case 'native':
      return { ...common, type: entry.type };
    case 'webhook': {
      const { type, url, headers, secret = null, template = null, timeout } = entry;
      return { ...common, type, url, headers, secret, template, timeoutMs: timeout };
    }
    case 'slack':
    case 'discord':
      return { ...common, type: entry.type, url: entry.url, timeoutMs: entry.timeout };
    case 'email': {
      const { type, host, secure, requireTls, user = null, password = null, from, to, timeout } = entry;
      if ((user === null) !== (password === null)) {
        const [has, lacks] = user === null ? ['password', 'user'] : ['user', 'password'];
        complain([has], `needs a "${lacks}" beside it`);
      }
      const port = entry.port ?? (secure ? 465 : 587);
      const who = { host, port, secure, requireTls, user, password, from, to };
      return { ...common, type, ...who, timeoutMs: timeout };
    }
    case 'alertmanager': {
      const { type, url, headers, labels, timeout } = entry;
      return { ...common, type, url, headers, labels, timeoutMs: timeout };
    }
    case 'command': {
      const { type, command, args, timeout } = entry;
      return { ...common, type, command, args, timeoutMs: timeout };
    }
    default:
      return entry satisfies never;
  }
}
