import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  editConfiguration,
  NOTHING_BESIDE,
  replaceConfiguration,
} from '#engine/configuration/configuration.ts';

const reading = () => NOTHING_BESIDE;

const GOOD = '// mine\n{ "mcpServers": { "a": { "command": "x" } } }\n';
const NOW = Date.UTC(2026, 10, 21, 17, 40);

let folder: string;
let file: string;
let backupFolder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-edit-'));
  file = join(folder, 'servers.json');
  backupFolder = join(folder, 'state', 'backups');
  await writeFile(file, GOOD);
});

afterEach(() => rm(folder, { recursive: true }));

const disable = (now = NOW) =>
  editConfiguration({ file, backupFolder, now, reading }, [
    { path: ['mcpServers', 'a', 'disabled'], value: true },
  ]);

test('an edit changes the file, gives what it means now and keeps what it was', async () => {
  const configuration = await disable();
  expect(configuration.servers[0]?.disabled).toBe(true);
  const written = await readFile(file, 'utf8');
  expect(written).toBe(GOOD.replace('"x"', '"x", "disabled": true'));
  expect(configuration.text).toBe(written);
  expect(await readdir(backupFolder)).toEqual(['servers-2026-11-21T17-40-00-000Z.json']);
  expect(await readFile(join(backupFolder, 'servers-2026-11-21T17-40-00-000Z.json'), 'utf8')).toBe(GOOD);
  expect(await readdir(folder)).toEqual(['servers.json', 'state']);
});

test('an edit that changes nothing leaves file and backups alone', async () => {
  await disable();
  await disable(NOW + 1);
  expect(await readdir(backupFolder)).toHaveLength(1);
});

test('the newest twenty backups are kept, those of one moment too', async () => {
  for (let i = 0; i < 23; i++) {
    const now = NOW + Math.floor(i / 2);
    await editConfiguration({ file, backupFolder, now, reading }, [
      { path: ['mcpServers', 'a', 'args'], value: [`${i}`] },
    ]);
  }
  const names = (await readdir(backupFolder)).sort();
  expect(names).toHaveLength(20);
  expect(await readFile(join(backupFolder, names.at(-1) ?? ''), 'utf8')).toContain('"21"');
});

test('a file keeps its mode, and a link stays a link', async () => {
  await chmod(file, 0o640);
  const link = join(folder, 'link.json');
  await symlink(file, link);
  await editConfiguration({ file: link, backupFolder, now: NOW, reading }, [
    { path: ['mcpServers', 'a', 'disabled'], value: true },
  ]);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readFile(file, 'utf8')).toContain('"disabled": true');
});

test('a file that is broken now, or would be, is not touched', async () => {
  const bad = editConfiguration({ file, backupFolder, now: NOW, reading }, [
    { path: ['mcpServers', 'a', 'command'], value: 7 },
  ]);
  await expect(bad).rejects.toMatchObject({
    code: 'configuration-broken',
    message: expect.stringContaining(`the file would be broken: ${file}:2:37 mcpServers.a.command must be`),
  });
  await expect(replaceConfiguration({ file, backupFolder, now: NOW, reading }, '{')).rejects.toMatchObject({
    code: 'configuration-broken',
  });
  expect(await readFile(file, 'utf8')).toBe(GOOD);
  await writeFile(file, '{ "mcpServers": ');
  await expect(disable()).rejects.toMatchObject({
    code: 'configuration-broken',
    message: expect.stringContaining('the file is broken now'),
  });
  expect(await readFile(file, 'utf8')).toBe('{ "mcpServers": ');
  expect(await readdir(folder)).toEqual(['servers.json']);
});

test('what somebody else writes at the same moment is not lost', async () => {
  const theirs = GOOD.replace('mine', 'theirs');
  const edit = editConfiguration({ file, backupFolder, now: NOW, reading }, () => {
    // The file has been read, and nothing is written yet.
    theirsWritten = writeFile(file, theirs);
    return [{ path: ['mcpServers', 'a', 'disabled'], value: true }];
  });
  let theirsWritten: Promise<void> = Promise.resolve();
  await expect(edit).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('somebody else'),
  });
  await theirsWritten;
  expect(await readFile(file, 'utf8')).toBe(theirs);
});

test('a byte order mark stays', async () => {
  await writeFile(file, `\uFEFF${GOOD}`);
  await disable();
  expect((await readFile(file, 'utf8')).startsWith('\uFEFF// mine\n{')).toBe(true);
});

test('a whole new text takes the place of the old one', async () => {
  const text = '{ "mcpServers": { "b": { "command": "y" } } }';
  const configuration = await replaceConfiguration({ file, backupFolder, now: NOW, reading }, text);
  expect(configuration.servers.map(({ name }) => name)).toEqual(['b']);
  expect(await readFile(file, 'utf8')).toBe(text);
});
