import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  changeConfiguration,
  type EditOptions,
  editConfiguration,
  NOTHING_BESIDE,
} from '#engine/configuration/configuration.ts';

const GOOD = '// mine\n{ "mcpServers": { "a": { "command": "x" } } }\n';

let folder: string;
let file: string;
let kept: string[];
let to: EditOptions;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-edit-'));
  file = join(folder, 'servers.json');
  kept = [];
  to = { file, reading: () => NOTHING_BESIDE, keep: async (text) => kept.push(text) };
  await writeFile(file, GOOD);
});

afterEach(() => rm(folder, { recursive: true }));

const disable = (options = to) =>
  editConfiguration(options, [{ path: ['mcpServers', 'a', 'disabled'], value: true }]);

test('an edit changes the file, gives what it means now and keeps what it was', async () => {
  const { configuration, before, after } = await disable();
  expect(configuration.servers[0]?.disabled).toBe(true);
  const written = await readFile(file, 'utf8');
  expect(written).toBe(GOOD.replace('"x"', '"x", "disabled": true'));
  expect(configuration.text).toBe(written);
  expect({ before, after }).toEqual({ before: GOOD, after: written });
  expect(kept).toEqual([GOOD]);
  expect(await readdir(folder)).toEqual(['servers.json']);
});

test('an edit that changes nothing leaves the file alone, and keeps nothing', async () => {
  await disable();
  const { before, after } = await disable();
  expect(after).toBe(before);
  expect(kept).toEqual([GOOD]);
});

test('what it was is kept before the file is another; where that fails nothing is changed', async () => {
  const refuse = async () => {
    throw new Error('no space');
  };
  await expect(disable({ ...to, keep: refuse })).rejects.toThrow('no space');
  expect(await readFile(file, 'utf8')).toBe(GOOD);
});

test('a file keeps its mode, and a link stays a link', async () => {
  await chmod(file, 0o640);
  const link = join(folder, 'link.json');
  await symlink(file, link);
  await disable({ ...to, file: link });
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readFile(file, 'utf8')).toContain('"disabled": true');
});

test('a file that is broken now, or would be, is not touched', async () => {
  const bad = editConfiguration(to, [{ path: ['mcpServers', 'a', 'command'], value: 7 }]);
  await expect(bad).rejects.toMatchObject({
    code: 'configuration-broken',
    message: expect.stringContaining(`the file would be broken: ${file}:2:37 mcpServers.a.command must be`),
  });
  await expect(changeConfiguration(to, () => '{')).rejects.toMatchObject({
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
  const edit = editConfiguration(to, () => {
    // The file has been read, and nothing is written yet.
    theirsWritten = writeFile(file, theirs);
    return [{ path: ['mcpServers', 'a', 'disabled'], value: true }];
  });
  let theirsWritten: Promise<void> = Promise.resolve();
  await expect(edit).rejects.toMatchObject({
    code: 'conflict',
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
  const { configuration } = await changeConfiguration(to, () => text);
  expect(configuration.servers.map(({ name }) => name)).toEqual(['b']);
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('where there is no file, one is made for its owner alone', async () => {
  await rm(file);
  const { before } = await changeConfiguration(to, (found) => (found.kind === 'missing' ? GOOD : '{'));
  expect(before).toBeNull();
  expect(await readFile(file, 'utf8')).toBe(GOOD);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
