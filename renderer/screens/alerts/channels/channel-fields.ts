import type { ChannelType } from '#contract/alert-channel.ts';

/** One key of a channel in the file, and how it is asked for. */
export interface ChannelField {
  readonly key: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'lines' | 'pairs' | 'json';
  readonly hint: string | null;
  readonly placeholder: string;
  /** What holds when the file does not say it. */
  readonly byDefault: string;
  /** Shown only when asked for. */
  readonly isRare: boolean;
}

type Part = Partial<Omit<ChannelField, 'key' | 'label'>>;

function field(key: string, label: string, part: Part = {}): ChannelField {
  const { kind = 'text', hint = null, placeholder = '', byDefault = '', isRare = false } = part;
  return { key, label, kind, hint, placeholder, byDefault, isRare };
}

const timeout = (byDefault: string) =>
  field('timeout', 'Time limit', { byDefault, hint: 'of one try', isRare: true });
const headers = field('headers', 'Headers', {
  kind: 'pairs',
  hint: 'Name: value, one on each line',
  placeholder: 'Authorization: Bearer …',
  isRare: true,
});
const hook = (placeholder: string) => field('url', 'Address', { placeholder });

export const CHANNEL_FIELDS: Readonly<Record<ChannelType, readonly ChannelField[]>> = {
  native: [],
  webhook: [
    hook('https://example.com/hook'),
    field('secret', 'Secret', { hint: 'signs each message; empty signs none' }),
    headers,
    field('template', 'Template', {
      kind: 'json',
      hint: 'JSON with {{title}} and the like in it; empty sends the whole message',
      placeholder: '{ "text": "{{title}}" }',
      isRare: true,
    }),
    timeout('10s'),
  ],
  slack: [hook('https://hooks.slack.com/services/…'), timeout('10s')],
  discord: [hook('https://discord.com/api/webhooks/…'), timeout('10s')],
  email: [
    field('host', 'Mail server', { placeholder: 'mail.example.com' }),
    field('port', 'Port', { kind: 'number', hint: '587, or 465 with TLS from the first byte' }),
    field('from', 'From', { placeholder: 'signalbox@example.com' }),
    field('to', 'To', { kind: 'list', hint: 'with commas between them', placeholder: 'ops@example.com' }),
    field('user', 'User', { hint: 'empty where the server asks for none' }),
    field('password', 'Password'),
    field('secure', 'TLS from the first byte', { kind: 'flag' }),
    field('requireTls', 'Send nothing without TLS', { kind: 'flag' }),
    timeout('30s'),
  ],
  alertmanager: [
    hook('http://127.0.0.1:9093'),
    field('labels', 'Labels', {
      kind: 'pairs',
      hint: 'added to each alert; name: value, one on each line',
      placeholder: 'team: data',
    }),
    headers,
    timeout('10s'),
  ],
  command: [
    field('command', 'Command', { placeholder: 'notify-ops' }),
    field('args', 'Arguments', { kind: 'lines', hint: 'one on each line' }),
    timeout('30s'),
  ],
};

export const CHANNEL_TYPE_WORDS: Readonly<Record<ChannelType, string>> = {
  native: 'desktop',
  webhook: 'webhook',
  slack: 'Slack',
  discord: 'Discord',
  email: 'e-mail',
  alertmanager: 'Alertmanager',
  command: 'command',
};

type Settings = Readonly<Record<string, unknown>>;

/** The texts and ticks of a form, by key; what the file does not say is empty. */
export type ChannelDraft = Readonly<Record<string, string | boolean>>;

export function draftOfChannel(type: ChannelType, settings: Settings): ChannelDraft {
  return Object.fromEntries(CHANNEL_FIELDS[type].map(({ key, kind }) => [key, shown(settings[key], kind)]));
}

function shown(value: unknown, kind: ChannelField['kind']): string | boolean {
  if (kind === 'flag') return value === true;
  if (value === undefined || value === null) return '';
  if (kind === 'json') return JSON.stringify(value, null, 2);
  if (kind === 'pairs' && typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${String(one)}`)
      .join('\n');
  if (Array.isArray(value)) return value.join(kind === 'list' ? ', ' : '\n');
  return String(value);
}

/** What the draft changes of what the file says; null takes a key out. Throws where a text is no JSON. */
export function channelChange(type: ChannelType, draft: ChannelDraft, settings: Settings): Settings {
  const before = draftOfChannel(type, settings);
  const changed = CHANNEL_FIELDS[type].filter(({ key }) => draft[key] !== before[key]);
  return Object.fromEntries(changed.map(({ key, kind }) => [key, written(draft[key] ?? '', kind)]));
}

function written(value: string | boolean, kind: ChannelField['kind']): unknown {
  if (typeof value === 'boolean') return value ? true : null;
  const text = value.trim();
  if (text === '') return null;
  switch (kind) {
    case 'text':
    case 'flag':
      return text;
    case 'number':
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'lines':
      return value.split('\n').filter((line) => line !== '');
    case 'pairs':
      return Object.fromEntries(
        text.split('\n').map((line) => {
          const colon = line.indexOf(':');
          return colon === -1
            ? [line.trim(), '']
            : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
        }),
      );
    case 'json':
      return JSON.parse(text);
    default:
      return kind satisfies never;
  }
}

/** At which key of the channel a refusal points, and what it says. Null points at the channel as a whole. */
export function pointedInChannel(
  message: string,
  channel: string,
): { readonly key: string | null; readonly says: string } {
  const start = `alerts.channels.${channel}`;
  if (!message.startsWith(start)) return { key: null, says: message };
  const found = /^\.([a-zA-Z]+)((?:\.[^ ]+)*) (.*)$/s.exec(message.slice(start.length));
  if (found === null) return { key: null, says: `It${message.slice(start.length)}` };
  // Which item of a list it is shows in what is said of it.
  const inner = (found[2] ?? '').replaceAll(/\.\d+(?=\.|$)/g, '').replace(/^\./, '');
  return { key: found[1] ?? null, says: `${inner === '' ? '' : `${inner} `}${found[3] ?? ''}` };
}
