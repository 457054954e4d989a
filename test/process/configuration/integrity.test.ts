import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConfigurationStatus } from '#contract/configuration-status.ts';
import { keepHistory } from '#engine/keeping/history/keep-history.ts';
import { openIntegrity } from '#engine/keeping/integrity/open-integrity.ts';
import { openState, type State } from '#engine/state/state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const HOUR_MS = 3_600_000;
const TEXT = '{ "mcpServers": { "a": { "command": "x" } } }';

let folder: string;
let file: string;
let state: State;
let clock: FakeClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-integrity-'));
  file = join(folder, 'servers.json');
  writeFileSync(file, TEXT);
  clock = new FakeClock(Date.UTC(2026, 10, 21, 17, 40));
  state = openState(join(folder, 'signalbox.sqlite'), clock);
});

afterEach(async () => {
  state.close();
  await rm(folder, { recursive: true });
});

async function open() {
  const places = {
    state: folder,
    logs: join(folder, 'logs'),
    databaseFile: join(folder, 'signalbox.sqlite'),
    historyFile: join(folder, 'history.sqlite'),
  };
  const history = await keepHistory({ file, places, state, clock, settings: () => null });
  const status = { file, valid: true, findings: [] } as unknown as ConfigurationStatus;
  const integrity = openIntegrity({
    places,
    state,
    clock,
    startedAtMs: clock.now(),
    history,
    keeper: { status },
    secrets: null,
  });
  return { history, integrity };
}

/** A whole start: what it found, by what it is about. */
async function start() {
  const { history, integrity } = await open();
  const checks = await integrity.checks();
  await integrity.close();
  await history.close();
  expect(clock.pendingTimers).toBe(0);
  return Object.fromEntries(checks.map((check) => [check.what, check]));
}

const told = () => state.register.latest(100).filter(({ kind }) => kind === 'integrity');

test('what is whole is said to be, and told to nobody', async () => {
  new DatabaseSync(join(folder, 'history.sqlite')).exec('CREATE TABLE t (a)');
  const found = await start();
  expect(Object.values(found).map(({ what, ok }) => [what, ok])).toEqual([
    ['configuration', true],
    ['backups', true],
    ['history', true],
    ['state', true],
    ['logs', true],
    ['figures', true],
  ]);
  expect(told()).toEqual([]);
});

test('what a killed save has left goes to the backups, and is told', async () => {
  const draft = `${file}.999999999.0a1b2c3d-0000-4000-8000-000000000000.tmp`;
  writeFileSync(draft, '{ "mcpServers": {} }');
  const living = `${file}.1.0a1b2c3d-0000-4000-8000-000000000000.tmp`;
  writeFileSync(living, 'somebody is at it');
  const found = await start();
  expect(found['configuration']?.says).toContain('had left a text beside it');
  const [backup = ''] = await readdir(join(folder, 'backups'));
  expect(await readFile(join(folder, 'backups', backup), 'utf8')).toBe('{ "mcpServers": {} }');
  const names = await readdir(folder);
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([living.slice(folder.length + 1)]);
  expect(told()).toHaveLength(1);
});

test('each damage is found, put aside or passed over, and told once', async () => {
  const first = await open();
  await first.history.log.record({
    by: { kind: 'window', name: null },
    action: 'edit',
    why: null,
    before: TEXT,
    after: '{}',
  });
  await first.integrity.close();
  await first.history.close();
  const [one = ''] = (await readdir(join(folder, 'backups'))).sort();
  writeFileSync(join(folder, 'backups', one), '');
  writeFileSync(join(folder, 'configuration-history.jsonl'), 'no line of ours\n');
  mkdirSync(join(folder, 'logs', 'a'), { recursive: true });
  writeFileSync(join(folder, 'logs', 'a', 'current.jsonl'), `{}\n${'\0'.repeat(100)}`);
  writeFileSync(
    join(folder, 'history.sqlite'),
    'no database at all, and long enough to be looked at'.repeat(20),
  );

  const found = await start();
  expect(found['backups']).toMatchObject({ ok: false, says: expect.stringContaining(one) });
  expect(await readdir(join(folder, 'quarantine'))).toEqual([one]);
  expect(found['history']).toMatchObject({
    ok: false,
    says: expect.stringContaining('line 1 can not be read'),
  });
  expect(found['logs']).toMatchObject({
    ok: false,
    says: expect.stringContaining('of a the last lines are lost'),
  });
  expect(found['figures']).toMatchObject({ ok: false, says: expect.stringContaining('not a database') });
  expect(told()).toHaveLength(4);

  // The history and the logs still are as they were; nobody wants to hear it with each start.
  await start();
  expect(told()).toHaveLength(4);
});

test('a history that can not be read at all is put aside, and a new one begun', async () => {
  mkdirSync(join(folder, 'configuration-history.jsonl'));
  const { history, integrity } = await open();
  expect(history.check).toMatchObject({ ok: false, quarantine: expect.stringContaining('damaged-') });
  expect(
    await history.log.record({
      by: { kind: 'cli', name: null },
      action: 'edit',
      why: null,
      before: null,
      after: TEXT,
    }),
  ).toBe(1);
  await integrity.close();
  await history.close();
});

test('a day after the start the file is kept, if it is another by then', async () => {
  const { history, integrity } = await open();
  await history.log.keep(TEXT);
  const wait = async () => {
    clock.advance(24 * HOUR_MS);
    await history.close();
  };
  await wait();
  expect(await history.backups.names()).toHaveLength(1);
  const again = await open();
  appendFileSync(file, '\n// mine');
  clock.advance(23 * HOUR_MS);
  clock.advance(HOUR_MS);
  await again.history.close();
  expect(await history.backups.names()).toHaveLength(2);
  expect(again.history.log.list({ limit: 1 })[0]).toMatchObject({ action: 'backup', by: { kind: 'engine' } });
  await integrity.close();
  await again.integrity.close();
});
