import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ChainedEntry, chainEntry, NO_HASH } from '#engine/keeping/history/chain.ts';
import { openHistoryFile } from '#engine/keeping/history/history-file.ts';

/** More than are held in memory. */
const WRITTEN = 700;
const SERVERS = ['web', 'data.base', 'data', 'größe'];

let folder: string;
let path: string;
let entries: ChainedEntry[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-history-'));
  path = join(folder, 'history.jsonl');
  entries = [];
  for (let id = 1; id <= WRITTEN; id++) entries.push(entryAfter(entries.at(-1)));
  writeFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
});

afterEach(() => rmSync(folder, { recursive: true }));

function entryAfter(last: ChainedEntry | undefined): ChainedEntry {
  const id = (last?.id ?? 0) + 1;
  const key = `mcpServers.${SERVERS[id % SERVERS.length]}.env.A`;
  return chainEntry(
    {
      id,
      at: new Date(id * 1000).toISOString(),
      by: { kind: 'file', name: null },
      action: 'edit',
      why: null,
      summary: `größer, the ${id}th time`,
      changes: [{ key, before: 'a', after: 'ä' }],
      before: null,
      after: `v${id}`,
    },
    last?.hash ?? NO_HASH,
  );
}

const isAbout = (server: string) => (entry: ChainedEntry) =>
  entry.changes.some(({ key }) => key.startsWith(`mcpServers.${server}.`));

test.each(SERVERS)('all changes of %s are found, also those that are long past', (server) => {
  const { file } = openHistoryFile(path, () => {});
  const wanted = entries.filter(isAbout(server)).reverse();
  expect(file.newest(WRITTEN, isAbout(server), server)).toEqual(wanted);
  expect(file.newest(120, isAbout(server), server)).toEqual(wanted.slice(0, 120));
});

test('as many entries as are asked for are told, newest first', () => {
  const { file } = openHistoryFile(path, () => {});
  const newestFirst = entries.toReversed();
  for (const limit of [1, 300, 301, WRITTEN, WRITTEN + 1])
    expect(file.newest(limit, () => true)).toEqual(newestFirst.slice(0, limit));
});

test('entries that were added later are found as well, and those of others too', async () => {
  const { file } = openHistoryFile(path, () => {});
  for (let count = 0; count < 310; count++) {
    const next = entryAfter(entries.at(-1));
    entries.push(next);
    await file.append(next);
  }
  expect(file.newest(5_000, isAbout('web'), 'web')).toEqual(entries.filter(isAbout('web')).reverse());
  const theirs = entryAfter(entries.at(-1));
  appendFileSync(path, `${JSON.stringify(theirs)}\n`);
  expect(file.newest(5_000, () => true)).toEqual([...entries, theirs].reverse());
});

test('an older line that was made unreadable is left out, and told', () => {
  const bytes = readFileSync(path, 'utf8').split('\n');
  bytes[9] = 'not an entry';
  writeFileSync(path, bytes.join('\n'));
  const { file } = openHistoryFile(path, () => {});
  expect(file.newest(5_000, () => true)).toEqual(entries.toReversed().filter(({ id }) => id !== 10));
  expect(file.state().fault).toBe('line 10 can not be read');
});
