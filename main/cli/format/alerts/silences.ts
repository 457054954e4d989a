import type { Silence } from '#contract/alert.ts';
import { localTime } from '../local-time.ts';
import { plainText } from '../plain-text.ts';
import { type Column, formatTable } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NUMBER', align: 'right' },
  ...['WHAT', 'UNTIL', 'NOTE'].map((title): Column => ({ title, align: 'left' })),
];

export function formatSilences(silences: readonly Silence[]): string[] {
  if (silences.length === 0) return ['Nothing is silenced.'];
  const rows = silences.map((silence) => [
    { text: String(silence.id) },
    { text: whatOf(silence) },
    { text: untilOf(silence) },
    { text: plainText(silence.note ?? '') },
  ]);
  return formatTable(COLUMNS, rows);
}

/** "All alerts of github are silenced until 2026-11-21 15:30." */
export function saySilence(silence: Silence): string {
  const until = untilOf(silence);
  const what = whatOf(silence);
  const verb = silence.alert === null ? 'are' : 'is';
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${verb} silenced ${/^\d/.test(until) ? `until ${until}` : until}.`;
}

function whatOf({ alert, server, rule }: Silence): string {
  if (alert !== null) return `alert ${alert}`;
  const kind = rule === null ? 'all alerts' : `${rule}`;
  const of = server === null ? 'all servers' : server;
  return rule === null ? `${kind} of ${of}` : `alerts ${kind} of ${of}`;
}

function untilOf({ alert, until }: Silence): string {
  if (until !== null) return localTime(new Date(until)).slice(0, 16);
  return alert === null ? 'for ever' : 'until it changes';
}
