import type { LifecycleEvent } from '#contract/history.ts';
import type { Lamp, ServerState } from '#contract/server-state.ts';
import { formatMs } from './figures.ts';
import { lampPaint } from './lamp.ts';
import { localTime } from './local-time.ts';
import { plainText } from './plain-text.ts';
import { formatTable } from './table.ts';

const COLUMNS = [
  { title: 'TIME', align: 'left' },
  { title: 'SERVER', align: 'left' },
  { title: 'FROM', align: 'left' },
  { title: 'TO', align: 'left' },
  { title: 'WHY', align: 'left' },
] as const;

const LAMPS: Readonly<Record<ServerState, Lamp>> = {
  stopped: 'off',
  waiting: 'info',
  starting: 'info',
  ready: 'ok',
  stopping: 'info',
  'backing-off': 'warn',
  'crash-looping': 'bad',
  failed: 'bad',
};

/** A table, one line an event, in the order given. */
export function formatEvents(events: readonly LifecycleEvent[], color: boolean): string[] {
  if (events.length === 0) return ['Nothing has happened yet.'];
  const rows = events.map((event) => [
    { text: localTime(new Date(event.at)) },
    { text: event.instance === 1 ? event.server : `${event.server} (${event.instance})` },
    { text: event.from },
    { text: event.to, paint: lampPaint(LAMPS[event.to], color) },
    { text: whyOf(event) },
  ]);
  return formatTable(COLUMNS, rows);
}

function whyOf({ reason, next_start_ms }: LifecycleEvent): string {
  const next = next_start_ms === null ? '' : `; next start after ${formatMs(next_start_ms)}`;
  return plainText(reason) + next;
}
