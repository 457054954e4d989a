import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller } from '#contract/caller.ts';
import { openBackups } from '#engine/keeping/backups/backups.ts';
import { openChangeLog } from '#engine/keeping/history/open-change-log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { memoryShelves } from '../../fakes/memory-shelves.ts';

const WINDOW: Caller = { kind: 'window', name: null };
const BY_FILE: Caller = { kind: 'file', name: null };

let folder: string;
let path: string;
let shelves: ReturnType<typeof memoryShelves>;
let clock: FakeClock;
let unseen: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-history-'));
  path = join(folder, 'configuration-history.jsonl');
  shelves = memoryShelves();
  clock = new FakeClock(Date.UTC(2026, 10, 21, 17, 40));
  unseen = [];
});

afterEach(() => rm(folder, { recursive: true }));

/** As a start of Signalbox does. */
function open() {
  const backups = openBackups({
    folder: join(folder, 'backups'),
    file: '/anywhere/servers.yaml',
    clock,
    retention: () => ({ keep: 50, ageMs: 90 * 86_400_000 }),
  });
  return openChangeLog({
    stateFolder: folder,
    quarantineFolder: join(folder, 'quarantine'),
    clock,
    backups,
    shelves,
    readValue: (text) => (text.startsWith('{') ? JSON.parse(text) : null),
    show: (text) => text.replaceAll(/secret-\w+/g, '•••'),
    mask: (said) => said.replaceAll(/secret-\w+/g, '•••'),
    onUnseen: (sentence) => unseen.push(sentence),
  });
}

const text = (values: object) => JSON.stringify({ mcpServers: { a: values } });
const edit = (before: string, after: string, by: Caller = WINDOW) => ({
  by,
  action: 'edit' as const,
  why: null,
  before,
  after,
});

/** Three changes: 1, 2, 3. */
async function threeChanges() {
  const { log } = open();
  for (const number of [1, 2, 3]) {
    clock.jump(60_000);
    await log.record(edit(text({ number: number - 1 }), text({ number })));
  }
  return log;
}

test('a change says who, what, when and why, and the texts are there to go back to', async () => {
  const { log } = open();
  const before = text({ token: 'secret-a' });
  const after = text({ token: 'secret-b' });
  expect(await log.record({ by: WINDOW, action: 'edit', why: 'it had leaked', before, after })).toBe(1);
  const [change] = log.list({ limit: 10 });
  expect(change).toMatchObject({
    id: 1,
    at: '2026-11-21T17:40:00.000Z',
    by: WINDOW,
    action: 'edit',
    why: 'it had leaked',
    summary: '1 value of a changed',
    changes: [{ key: 'mcpServers.a.token', before: '"•••"', after: '"•••"' }],
    before: 'servers-2026-11-21T17-40-00-000Z.yaml',
  });
  expect(await log.version(change?.before ?? '')).toBe(before);
  expect(await log.version(change?.after ?? '')).toBe(after);
  expect(log.proof()).toEqual({ intact: true, fault: null });
  expect(readFileSync(path, 'utf8')).not.toContain('secret-');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('after another start the history is as it was, and goes on', async () => {
  await threeChanges();
  const { log, setAside } = open();
  await log.record(edit(text({ number: 3 }), text({ number: 4 })));
  expect(log.list({ limit: 10 }).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
  expect(log.list({ limit: 2, server: 'a' })).toHaveLength(2);
  expect(log.list({ limit: 2, server: 'b' })).toEqual([]);
  expect(log.proof().intact).toBe(true);
  expect(setAside).toBeNull();
});

test('an entry that was changed is seen, while it runs and at the next start', async () => {
  const log = await threeChanges();
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[1] = lines[1]?.replace('"kind":"window"', '"kind":"file"') ?? '';
  writeFileSync(path, lines.join('\n'));
  const fault = 'line 2 (entry 2) was changed after it was written';
  expect(log.proof()).toEqual({ intact: false, fault });
  const next = open().log;
  expect(next.proof()).toEqual({ intact: false, fault });
  // It goes on, and the fault stays told.
  expect(await next.record(edit(text({ number: 3 }), text({ number: 4 })))).toBe(4);
  expect(next.proof()).toEqual({ intact: false, fault });
});

test.each([
  [
    'an entry in the middle',
    (lines: string[]) => lines.toSpliced(1, 1),
    'line 2 (entry 3) comes where entry 2 should',
  ],
  ['the newest entry', (lines: string[]) => lines.toSpliced(2, 1), 'the newest entry, 3, is missing'],
  ['all of them', () => [''], 'the newest entries, 1 to 3, are missing'],
])('%s, taken out, is missed', async (_, change, says) => {
  await threeChanges();
  writeFileSync(path, change(readFileSync(path, 'utf8').split('\n')).join('\n'));
  const { log } = open();
  expect(log.proof()).toEqual({ intact: false, fault: expect.stringContaining(says) });
  // A new entry takes the place of none that is gone.
  expect(await log.record(edit(text({ number: 3 }), text({ number: 4 }), BY_FILE))).toBe(4);
  // And hides none, be that now or at the next start.
  expect(log.proof().intact).toBe(false);
  expect(log.proof()).toEqual(open().log.proof());
});

test('a line that was cut short is put aside, and the history goes on whole', async () => {
  await threeChanges();
  appendFileSync(path, '{"id":4,"at":"2026');
  const { log, setAside } = open();
  expect(await readFile(setAside ?? '', 'utf8')).toBe('{"id":4,"at":"2026');
  expect(log.proof()).toEqual({ intact: true, fault: null });
  expect(await log.record(edit(text({ number: 3 }), text({ number: 4 })))).toBe(4);
  expect(open().log.proof().intact).toBe(true);
});

test('a text is kept once in a row, and by the number and age that are wanted', async () => {
  const retention = { keep: 3, ageMs: 60_000 };
  const make = () =>
    openBackups({ folder: join(folder, 'kept'), file: 'servers.json', clock, retention: () => retention });
  const backups = make();
  const first = await backups.keep('a');
  expect(await backups.keep('a')).toBe(first);
  expect(await make().keep('a')).toBe(first);
  for (const each of ['b', 'c', 'd']) await backups.keep(each);
  expect(await backups.names()).toEqual([
    'servers-2026-11-21T17-40-00-000Z-002.json',
    'servers-2026-11-21T17-40-00-000Z-003.json',
    'servers-2026-11-21T17-40-00-000Z-004.json',
  ]);
  clock.jump(61_000);
  const last = await backups.keep('e');
  expect(await readdir(join(folder, 'kept'))).toEqual([last]);
  expect(await backups.read('../configuration-history.jsonl')).toBeNull();
  expect(statSync(join(folder, 'kept')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'kept', last)).mode & 0o777).toBe(0o600);
});

test('a text that is not kept any more is not offered', async () => {
  const log = await threeChanges();
  const oldest = log.list({ limit: 3 })[2];
  await rm(join(folder, 'backups', oldest?.before ?? ''));
  expect(log.list({ limit: 3 })[2]).toMatchObject({ before: null, after: oldest?.after });
  expect(log.proof().intact).toBe(true);
});

test('a program that saves over a change that it had not seen is told of', async () => {
  const { log } = open();
  await log.record(edit(text({ x: 1, y: 1 }), text({ x: 2, y: 1 })));
  clock.jump(1_000);
  await log.record(edit(text({ x: 2, y: 1 }), text({ x: 1, y: 2 }), BY_FILE));
  expect(log.list({ limit: 1 })[0]?.summary).toContain('it had not seen change 1');
  expect(unseen).toHaveLength(1);
  // Somebody who goes on from it is none.
  await log.record(edit(text({ x: 1, y: 2 }), text({ x: 3, y: 2 })));
  await log.record(edit(text({ x: 3, y: 2 }), text({ x: 3, y: 4 }), BY_FILE));
  expect(unseen).toHaveLength(1);
});

test('a save that nobody saw before the next change of ours stands in the history too', async () => {
  const { log } = open();
  await log.record(edit(text({ x: 1, y: 1 }), text({ x: 2, y: 1 })));
  await log.record(edit(text({ x: 1, y: 1, z: 1 }), text({ x: 3, y: 1, z: 1 })));
  const [newest, missed] = log.list({ limit: 3 });
  expect(newest).toMatchObject({ id: 3, by: WINDOW });
  expect(missed).toMatchObject({
    id: 2,
    by: BY_FILE,
    summary: expect.stringContaining('had not seen change 1'),
  });
  expect(missed?.after).toBe(newest?.before);
});

test('a text that can not be read changes nothing, and what mends it is told by what ran before', async () => {
  const { log } = open();
  await log.record(edit(text({ x: 1 }), text({ x: 2 })));
  await log.record({ ...edit(text({ x: 2 }), 'broken', BY_FILE), action: 'refused' });
  await log.record(edit('broken', text({ x: 3 })));
  await log.record({ ...edit(text({ x: 3 }), '', BY_FILE), action: 'refused', after: null });
  const [gone, mended, refused] = log.list({ limit: 4 });
  expect(refused).toMatchObject({ summary: 'the text can not be read', changes: [] });
  expect(mended?.changes).toEqual([{ key: 'mcpServers.a.x', before: '2', after: '3' }]);
  expect(gone).toMatchObject({ summary: 'the file is gone', changes: [], after: null });
});

test('a secret in the reason that somebody gives is masked in the history', async () => {
  const { log } = open();
  await log.record({ ...edit(text({ b: 1 }), text({ b: 2 })), why: 'back to secret-one' });
  expect(log.list({ limit: 1 })[0]?.why).toBe('back to •••');
  expect(readFileSync(path, 'utf8')).not.toContain('secret-one');
});

test('the backups that still have a secret are named, in the text of JSON too', async () => {
  const backups = openBackups({
    folder: join(folder, 'backups'),
    file: '/anywhere/servers.json',
    clock,
    retention: () => ({ keep: 50, ageMs: 90 * 86_400_000 }),
  });
  const name = await backups.keep(text({ env: { TOKEN: 'a "quoted" secret' } }));
  await backups.keep(text({ env: { TOKEN: 'another' } }));
  expect(await backups.holding('a "quoted" secret')).toEqual([join(folder, 'backups', name)]);
});
