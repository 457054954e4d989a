import type { ClientToken } from '#contract/client-token.ts';
import type { ClientView } from '#contract/traffic.ts';
import { formatDuration } from '../figures.ts';
import { plainText } from '../plain-text.ts';
import { type Column, formatTable } from '../table.ts';

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

const CLIENT_COLUMNS = [
  ...['CLIENT', 'VERSION', 'SERVER', 'BY', 'PROTOCOL', 'TOKEN'].map(left),
  ...['SINCE', 'REQUESTS', 'ERRORS', 'IN FLIGHT'].map(right),
];
const TOKEN_COLUMNS = [left('TOKEN'), right('AGE'), right('LAST USED')];

/** What `signalbox clients` prints: who is attached, and the tokens that there are. */
export function formatClients(
  clients: readonly ClientView[],
  tokens: readonly ClientToken[],
  now: Date,
): string[] {
  const since = (at: string): string => formatDuration((now.getTime() - new Date(at).getTime()) / 1000);
  const attached = clients.map((client) => [
    { text: plainText(client.name) },
    { text: plainText(client.version ?? '–') },
    { text: client.server ?? 'all' },
    { text: client.transport },
    { text: client.protocol_version },
    { text: client.token ?? '–' },
    { text: since(client.since) },
    { text: String(client.requests) },
    { text: String(client.errors) },
    { text: String(client.in_flight) },
  ]);
  const known = tokens.map(({ name, created_at, last_used_at }) => [
    { text: name },
    { text: since(created_at) },
    { text: last_used_at === null ? 'never' : `${since(last_used_at)} ago` },
  ]);
  return [
    ...(attached.length === 0 ? ['No client is attached.'] : formatTable(CLIENT_COLUMNS, attached)),
    ...(known.length === 0 ? [] : ['', ...formatTable(TOKEN_COLUMNS, known)]),
  ];
}
