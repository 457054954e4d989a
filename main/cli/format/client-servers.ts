import type { ClientServers } from '#contract/configuration-text.ts';
import { plainText } from './plain-text.ts';
import { type Column, formatTable } from './table.ts';

const COLUMNS = ['SERVER', 'HERE', 'RUNS'].map((title): Column => ({ title, align: 'left' }));
const HERE = { new: 'no', same: 'yes, just so', other: 'another one' } as const;
const MAX_CHARACTERS = 80;

/** What `signalbox config import --list` prints: a table for each file. */
export function formatClientServers(clients: readonly ClientServers[]): string[] {
  if (clients.length === 0) return ['No AI client of this machine has any servers.'];
  return clients.flatMap((one, index) => [
    ...(index > 0 ? [''] : []),
    plainText(`${one.title} (${one.client})  ${one.file}`),
    ...(one.problem === null ? [] : [plainText(`It can't be read: ${one.problem}`)]),
    ...(one.servers.length === 0 ? [] : formatTable(COLUMNS, one.servers.map(row))),
    ...one.servers.flatMap(({ name, notes }) => notes.map((note) => plainText(`${name}: ${note}`))),
    ...one.notes.map(plainText),
  ]);
}

function row({ name, settings, here }: ClientServers['servers'][number]): { readonly text: string }[] {
  const { command, args, url } = settings;
  const words = command === undefined ? [url] : [command, ...(Array.isArray(args) ? args : [])];
  const runs = plainText(words.join(' '));
  const shown = runs.length > MAX_CHARACTERS ? `${runs.slice(0, MAX_CHARACTERS - 1)}…` : runs;
  return [{ text: name }, { text: HERE[here] }, { text: shown }];
}
