import { mkdir, mkdtemp, open, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type LoadResult,
  loadConfiguration,
  NOTHING_BESIDE,
  type WatchHandle,
  watchConfiguration,
} from '#engine/configuration/configuration.ts';
import { systemClock } from '#engine/ports.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };
/** Long enough for everything that the watch waits for; nothing may have been told after it. */
const QUIET_MS = 1500;

let folder: string;
let file: string;
let told: LoadResult[];
let watching: WatchHandle | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-watch-'));
  file = join(folder, 'servers.json');
  told = [];
});

afterEach(async () => {
  await watching?.close();
  watching = undefined;
  await rm(folder, { recursive: true });
});

const text = (...names: string[]): string =>
  JSON.stringify({ mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'x' }])) });

async function watchFrom(start: string): Promise<void> {
  await writeFile(file, start);
  await watchNow();
}

/** Without a poll that could come to the help of a watch that hears nothing. */
async function watchByEvents(): Promise<void> {
  await watchNow(24 * 3_600_000);
  // What is heard of the start is over by then.
  await sleep(QUIET_MS);
}

async function watchNow(pollMs?: number): Promise<void> {
  const known = await loadConfiguration(file, NOTHING_BESIDE);
  watching = watchConfiguration(file, (result) => told.push(result), {
    clock: systemClock,
    known,
    reading: () => NOTHING_BESIDE,
    ...(pollMs === undefined ? {} : { pollMs }),
  });
}

function summary(result: LoadResult | undefined): string {
  if (result === undefined) return 'nothing';
  if (result.ok) return result.configuration.servers.map((server) => server.name).join();
  return `${result.findings[0]?.line}:${result.findings[0]?.column} ${result.findings[0]?.message}`;
}

const newest = (): string => summary(told.at(-1));
const waitFor = (expected: string): Promise<void> =>
  vi.waitFor(() => expect(newest()).toBe(expected), PATIENCE);

test('an edit written in place is told once', async () => {
  await watchFrom(text('a'));
  await sleep(QUIET_MS);
  expect(told).toEqual([]);
  await writeFile(file, text('a', 'b'));
  await waitFor('a,b');
  await writeFile(file, text('a', 'b'));
  await sleep(QUIET_MS);
  expect(told).toHaveLength(1);
});

test('an edit made before the watch was ready is told', async () => {
  await watchFrom(text('a'));
  await writeFile(file, text('b'));
  await waitFor('b');
});

test('an editor that saves by renaming is followed again and again', async () => {
  await watchFrom(text('a'));
  for (const name of ['b', 'c', 'd']) {
    await writeFile(`${file}.tmp`, text(name));
    await rename(`${file}.tmp`, file);
    await waitFor(name);
  }
  expect(told.map(summary)).toEqual(['b', 'c', 'd']);
});

test('deleting and creating anew is one edit; nobody hears of a missing file', async () => {
  await watchFrom(text('a'));
  await unlink(file);
  await sleep(300);
  await writeFile(file, text('b'));
  await waitFor('b');
  expect(told).toHaveLength(1);
});

test('a file that stays missing is told, and its return too', async () => {
  await watchFrom(text('a'));
  await unlink(file);
  await waitFor('1:1 the file is not there');
  await writeFile(file, text('a'));
  await waitFor('a');
  expect(told).toHaveLength(2);
});

test('a file whose folder goes away and comes back is read again', async () => {
  folder = join(folder, 'inner');
  file = join(folder, 'servers.json');
  await mkdir(folder);
  await watchFrom(text('a'));
  await rm(folder, { recursive: true });
  await waitFor('1:1 the file is not there');
  await mkdir(folder);
  await writeFile(file, text('b'));
  await waitFor('b');
  await watching?.close();
  folder = join(folder, '..');
});

test('half of a file is not told while the other half is on its way', async () => {
  await watchFrom(text('a'));
  const whole = text('a', 'b', 'c');
  const handle = await open(file, 'w');
  for (let at = 0; at < whole.length; at += 12) {
    await handle.write(whole.slice(at, at + 12));
    await sleep(100);
  }
  await handle.close();
  await waitFor('a,b,c');
  expect(told).toHaveLength(1);
});

test('the first half of a YAML file is not told either, though it is a good one', async () => {
  file = join(folder, 'servers.yaml');
  await watchFrom('mcpServers:\n  a: { command: x }\n');
  const lines = ['mcpServers:\n', '  a: { command: x }\n', '  b:\n    command: x\n', '    args: [y]\n'];
  const handle = await open(file, 'w');
  for (const line of lines) {
    await handle.write(line);
    await sleep(40);
  }
  await handle.close();
  await waitFor('a,b');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ configuration: { servers: [{}, { args: ['y'] }] } });
});

test('half a line of YAML is not told while its writer stalls, though it is a good text', async () => {
  file = join(folder, 'servers.yaml');
  await watchFrom('mcpServers:\n  a: { command: x }\n');
  await sleep(QUIET_MS);
  const handle = await open(file, 'w');
  await handle.write('mcpServers:\n  a: { command: x }\n  b:\n    command: x');
  await sleep(500);
  await handle.write('yz\n');
  await handle.close();
  await waitFor('a,b');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ configuration: { servers: [{}, { command: 'xyz' }] } });
});

test('a YAML file whose last line is never ended is told all the same', async () => {
  file = join(folder, 'servers.yaml');
  await watchFrom('mcpServers:\n  a: { command: x }\n');
  await writeFile(file, 'mcpServers:\n  b: { command: x }');
  await waitFor('b');
});

test('a broken text is told once, however often it is saved, and so is its mending', async () => {
  await watchFrom(text('a'));
  await writeFile(file, '{ "mcpServers": { ');
  await waitFor('1:17 this { is never closed: a } is missing; add one where it ends');
  await writeFile(file, '{ "mcpServers": { ');
  await sleep(QUIET_MS);
  expect(told).toHaveLength(1);
  await writeFile(file, text('a'));
  await waitFor('a');
});

test('a link to a file elsewhere is followed, also when it is pointed to another', async () => {
  const elsewhere = join(folder, 'dotfiles');
  await mkdir(elsewhere);
  const target = join(elsewhere, 'mcp.json');
  await writeFile(target, text('a'));
  await symlink(target, file);
  await watchNow();
  await sleep(QUIET_MS);
  await writeFile(target, text('b'));
  await waitFor('b');
  await writeFile(join(elsewhere, 'other.json'), text('c'));
  await unlink(file);
  await symlink(join(elsewhere, 'other.json'), file);
  await waitFor('c');
});

test('what a link leads to is heard of where it is, however it is saved, and so is another link', async () => {
  const elsewhere = join(folder, 'dotfiles');
  await mkdir(elsewhere);
  const target = join(elsewhere, 'mcp.json');
  await writeFile(target, text('a'));
  await symlink(target, file);
  await watchByEvents();
  await writeFile(target, text('b'));
  await waitFor('b');
  await writeFile(`${target}.tmp`, text('c'));
  await rename(`${target}.tmp`, target);
  await waitFor('c');
  const other = join(await mkdtemp(join(elsewhere, 'other-')), 'servers.json');
  await writeFile(other, text('d'));
  await symlink(other, `${file}.new`);
  await rename(`${file}.new`, file);
  await waitFor('d');
  await writeFile(other, text('e'));
  await waitFor('e');
  expect(told.map(summary)).toEqual(['b', 'c', 'd', 'e']);
});

test('a folder that is swapped by its link, as Kubernetes does, is heard of each time', async () => {
  const mount = async (version: string) => {
    const versioned = join(folder, `..${version}`);
    await mkdir(versioned);
    await writeFile(join(versioned, 'servers.json'), text(version));
    await symlink(`..${version}`, join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  };
  await mount('a');
  await symlink(join('..data', 'servers.json'), file);
  await watchByEvents();
  for (const [before, version] of [
    ['a', 'b'],
    ['b', 'c'],
  ] as const) {
    await mount(version);
    await waitFor(version);
    await rm(join(folder, `..${before}`), { recursive: true });
  }
  await sleep(QUIET_MS);
  expect(told.map(summary)).toEqual(['b', 'c']);
});

test('of many edits in a row the newest is told last', async () => {
  await watchFrom(text('a'));
  for (let edit = 0; edit < 60; edit++) {
    await writeFile(file, edit % 2 === 0 ? text(`n${edit}`) : '{');
    await sleep(edit % 7 === 0 ? 150 : 10);
  }
  await writeFile(file, text('last'));
  await waitFor('last');
});

test('a closed watch tells nothing', async () => {
  await watchFrom(text('a'));
  await writeFile(file, text('b'));
  await watching?.close();
  await writeFile(file, text('c'));
  await sleep(QUIET_MS);
  expect(told).toEqual([]);
});
