import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FileExchange, loadFileExchange } from '#engine/configuration/editing/exchange-files.ts';
import { replaceFile } from '#engine/configuration/editing/replace-file.ts';

let folder: string;
let file: string;
let kept: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-replace-'));
  file = join(folder, 'servers.json');
  kept = [];
  await writeFile(file, 'old');
});

afterEach(() => rm(folder, { recursive: true }));

const keep = async (text: string) => void kept.push(text);
const now = () => readFile(file, 'utf8');

function saveByRename(text: string): void {
  writeFileSync(join(folder, 'theirs'), text);
  renameSync(join(folder, 'theirs'), file);
}

/** The system's exchange of files, with somebody who acts right before the call of that number. */
async function interrupted(acts: Readonly<Record<number, () => void>>): Promise<FileExchange> {
  const files = await loadFileExchange();
  if (files === null) throw new Error('this system exchanges no files');
  let call = 0;
  return {
    ...files,
    exchange(one, other) {
      acts[call++]?.();
      return files.exchange(one, other);
    },
  };
}

const replaceWhile = async (acts: Readonly<Record<number, () => void>>) =>
  replaceFile({ file, text: 'ours', from: 'old', keep }, interrupted(acts));

describe.runIf(process.platform === 'linux')('where files can change places', () => {
  test('a save is there, and nothing is left beside it', async () => {
    expect(await replaceWhile({})).toBe(true);
    expect(await now()).toBe('ours');
    expect(await readdir(folder)).toEqual(['servers.json']);
  });

  test('what is saved by rename in the very moment stands', async () => {
    expect(await replaceWhile({ 0: () => saveByRename('theirs') })).toBe(false);
    expect(await now()).toBe('theirs');
    expect(await readdir(folder)).toEqual(['servers.json']);
  });

  test('what is written into the old file after it was taken out stands', async () => {
    const handle = openSync(file, 'r+');
    const late = setTimeout(() => {
      writeSync(handle, 'late!', 0);
      closeSync(handle);
    }, 50);
    expect(await replaceWhile({})).toBe(false);
    clearTimeout(late);
    expect(await now()).toBe('late!');
  });

  test('of two saves while ours goes out again the newest stands, and the other is kept', async () => {
    const saved = await replaceWhile({ 0: () => saveByRename('first'), 1: () => saveByRename('second') });
    expect(saved).toBe(false);
    expect(await now()).toBe('second');
    expect(kept).toEqual(['first']);
    expect(await readdir(folder)).toEqual(['servers.json']);
  });

  test('of a row of saves none is lost', async () => {
    const acts = Object.fromEntries(
      Array.from({ length: 10 }, (_, number) => [number, () => saveByRename(`${number}`)]),
    );
    expect(await replaceWhile(acts)).toBe(false);
    expect(await now()).toBe('9');
    expect(kept).toEqual(Array.from({ length: 9 }, (_, number) => `${number}`));
  });

  test('a file that is deleted in the very moment is not brought back', async () => {
    expect(await replaceWhile({ 0: () => rmSync(file) })).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test('what was saved in the very moment is there again when the file is deleted right after', async () => {
    expect(await replaceWhile({ 0: () => saveByRename('theirs'), 1: () => rmSync(file) })).toBe(false);
    expect(kept).toEqual(['theirs']);
    expect(await now()).toBe('theirs');
  });
});

test('a file that is another already is left alone', async () => {
  await writeFile(file, 'theirs');
  for (const files of [loadFileExchange(), Promise.resolve(null)])
    expect(await replaceFile({ file, text: 'ours', from: 'old', keep }, files)).toBe(false);
  expect(await now()).toBe('theirs');
  expect(await readdir(folder)).toEqual(['servers.json']);
});

test('where files can not change places it is renamed', async () => {
  const unsupported: FileExchange = { exchange: () => 'unsupported', isBeingWritten: () => null };
  expect(await replaceFile({ file, text: 'a', from: 'old', keep }, Promise.resolve(null))).toBe(true);
  expect(await replaceFile({ file, text: 'ours', from: 'a', keep }, Promise.resolve(unsupported))).toBe(true);
  expect(await now()).toBe('ours');
  expect(await readdir(folder)).toEqual(['servers.json']);
});

test('a file that is not there is made, and one that came meanwhile stays', async () => {
  const fresh = join(folder, 'new', 'servers.json');
  expect(await replaceFile({ file: fresh, text: 'ours', from: null, keep })).toBe(true);
  expect(await replaceFile({ file: fresh, text: 'again', from: null, keep })).toBe(false);
  expect(readFileSync(fresh, 'utf8')).toBe('ours');
  expect(await readdir(join(folder, 'new'))).toEqual(['servers.json']);
});

test('a link to a file that is gone leads to the new one', async () => {
  await rm(file);
  const link = join(folder, 'link.json');
  await symlink('servers.json', link);
  expect(await replaceFile({ file: link, text: 'ours', from: null, keep })).toBe(true);
  expect(await now()).toBe('ours');
});
