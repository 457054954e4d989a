import type { AlertChannel, Delivery } from '#contract/alert-channel.ts';
import type { Lamp } from '#contract/server-state.ts';
import { formatDuration } from '../figures.ts';
import { lampPaint } from '../lamp.ts';
import { localTime } from '../local-time.ts';
import { plainText } from '../plain-text.ts';
import { type Column, formatTable } from '../table.ts';

const left = (title: string): Column => ({ title, align: 'left' });
const COLUMNS = ['CHANNEL', 'TYPE', 'TO', 'FROM', 'LAST SENT', 'STATE'].map(left);
const DELIVERY_COLUMNS = ['TIME', 'CHANNEL', 'STATE', 'TRIES', 'WHAT', 'WHY NOT'].map(left);

export function formatChannels(channels: readonly AlertChannel[], now: Date, color: boolean): string[] {
  if (channels.length === 0) return ['There is no channel.'];
  const rows = channels.map((channel) => {
    const { lamp, text } = stateOf(channel);
    const sent = channel.last_sent_at;
    return [
      { text: channel.name },
      { text: channel.type },
      { text: plainText(channel.target) },
      { text: channel.from_severity },
      { text: sent === null ? 'never' : `${formatDuration((now.getTime() - Date.parse(sent)) / 1_000)} ago` },
      { text: plainText(text), paint: lampPaint(lamp, color) },
    ];
  });
  return formatTable(COLUMNS, rows);
}

function stateOf(channel: AlertChannel): { lamp: Lamp; text: string } {
  const { enabled, unavailable, error, waiting, dead, last_sent_at: sentAt, type } = channel;
  if (!enabled) return { lamp: 'off', text: 'off' };
  if (unavailable !== null) return { lamp: 'bad', text: unavailable };
  const left = [
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
    ...(dead === 0 ? [] : [`${dead} given up`]),
  ];
  if (error !== null) return { lamp: 'bad', text: [error, ...left].join('; ') };
  // What was sent before the last start of Signalbox is not known of those that keep no messages.
  if (left.length === 0 && sentAt === null) {
    const since = type === 'native' || type === 'alertmanager' ? ' since Signalbox started' : '';
    return { lamp: 'off', text: `not used yet${since}` };
  }
  return { lamp: dead > 0 ? 'warn' : 'ok', text: left.length === 0 ? 'well' : left.join('; ') };
}

export function formatDeliveries(deliveries: readonly Delivery[], color: boolean): string[] {
  if (deliveries.length === 0) return ['Nothing was sent yet.'];
  const lamps = { sent: 'ok', waiting: 'warn', dead: 'bad' } as const;
  const rows = deliveries.map(({ created_at, channel, state, attempts, title, error }) => [
    { text: localTime(new Date(created_at)).slice(0, 19) },
    { text: channel },
    { text: state === 'dead' ? 'given up' : state, paint: lampPaint(lamps[state], color) },
    { text: String(attempts) },
    { text: plainText(title) },
    { text: plainText(error ?? '') },
  ]);
  return formatTable(DELIVERY_COLUMNS, rows);
}
