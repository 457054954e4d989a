import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSecretStore } from '#engine/secrets/secrets.ts';

let folder: string;
const FILE = () => join(folder, 'secrets.enc');
const open = (environment: Record<string, string> = {}) =>
  openSecretStore({ folder, environment, keyring: null });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One after the other in the base64 of the file. */
function flipped(text: string, key: string): string {
  const value = JSON.parse(text);
  const bytes = Buffer.from(value[key], 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return JSON.stringify({ ...value, [key]: bytes.toString('base64') });
}

describe('secrets in an encrypted file', () => {
  test('come back after a restart, secrets apart from inputs, and stand in no file as they are', async () => {
    const store = await open();
    await store.set('github-token', 'secret', 'ghp_plain0123456789');
    await store.set('github-token', 'input', 'another');
    const again = await open();
    expect(again.get('github-token', 'secret')).toBe('ghp_plain0123456789');
    expect(again.get('github-token', 'input')).toBe('another');
    expect(again.get('other', 'secret')).toBeUndefined();
    expect(again.list().map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'secret github-token',
      'input github-token',
    ]);
    expect(again.integrity).toMatchObject({ ok: true });
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      expect(readFileSync(file, 'utf8')).not.toContain('ghp_plain');
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  test('nothing is written before there is one', async () => {
    const store = await open();
    expect(store.view).toMatchObject({ kind: 'encrypted-file' });
    expect(await store.remove('github-token', 'secret')).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of one that is set again the last value stays, and one that is removed is gone', async () => {
    const store = await open();
    await Promise.all(['a', 'b', 'c'].map((value) => store.set('one', 'secret', value)));
    expect(store.values()).toEqual(['c']);
    expect(await store.remove('one', 'secret')).toBe(true);
    expect((await open()).list()).toEqual([]);
  });

  test('what another process set meanwhile is not lost', async () => {
    const [mine, theirs] = [await open(), await open()];
    await theirs.set('theirs', 'secret', 'x'.repeat(8));
    await mine.set('mine', 'secret', 'y'.repeat(8));
    expect((await open()).list()).toHaveLength(2);
  });

  test('two processes that change it at the same time lose nothing of each other', async () => {
    const environment = { SIGNALBOX_SECRET_KEY: 'correct horse' };
    await (await open(environment)).set('first', 'secret', 'first value');
    const stores = await Promise.all([1, 2, 3, 4].map(() => open(environment)));
    await Promise.all(stores.map((store, at) => store.set(`of-${at}`, 'secret', `value ${at}`)));
    expect((await open(environment)).list()).toHaveLength(5);
    expect(readdirSync(folder)).toEqual(['secrets.enc']);
  });

  test('a lock that a killed process has left holds up nobody for ever', async () => {
    writeFileSync(`${FILE()}.lock`, '');
    utimesSync(`${FILE()}.lock`, 1, 1);
    await (await open()).set('one', 'secret', 'first value');
    expect((await open()).list()).toHaveLength(1);
    // Taken over and given back, not waited for in vain.
    expect(existsSync(`${FILE()}.lock`)).toBe(false);
  });

  test('a file that is damaged while it is open costs none of what was read from it', async () => {
    const store = await open();
    await store.set('one', 'secret', 'first value');
    writeFileSync(FILE(), 'not a file of secrets');
    await store.set('two', 'secret', 'second value');
    expect(store.integrity).toMatchObject({ ok: false });
    expect((await open()).list().map(({ name }) => name)).toEqual(['one', 'two']);
  });

  test('the key may come from the environment, and no key file is made then', async () => {
    const environment = { SIGNALBOX_SECRET_KEY: 'correct horse' };
    const store = await open(environment);
    await store.set('one', 'secret', 'first value');
    expect(store.view.says).toContain('SIGNALBOX_SECRET_KEY');
    expect((await open(environment)).get('one', 'secret')).toBe('first value');
    expect(readdirSync(folder)).toEqual(['secrets.enc']);
  });

  test.each([
    [{ SIGNALBOX_SECRET_KEY: 'another horse' }, /not the one/],
    [{}, /SIGNALBOX_SECRET_KEY, which is not set/],
  ])('with a wrong key they are unavailable and the file stays as it is: %o', async (environment, says) => {
    const right = await open({ SIGNALBOX_SECRET_KEY: 'correct horse' });
    await right.set('one', 'secret', 'first value');
    const before = readFileSync(FILE(), 'utf8');
    const store = await open(environment);
    expect(store.view).toMatchObject({ kind: 'unavailable', says: expect.stringMatching(says) });
    expect(store.integrity).toMatchObject({ ok: false, quarantine: null });
    expect(store.get('one', 'secret')).toBeUndefined();
    await expect(store.set('two', 'secret', 'v')).rejects.toMatchObject({ code: 'bad-input' });
    expect(readFileSync(FILE(), 'utf8')).toBe(before);
  });

  test.skipIf(process.platform === 'win32')(
    'a key that others may read is not used, and is again once they may not',
    async () => {
      await (await open()).set('one', 'secret', 'first value');
      chmodSync(join(folder, 'secrets.key'), 0o644);
      const store = await open();
      expect(store.view).toMatchObject({ kind: 'unavailable', says: expect.stringContaining('chmod 600') });
      chmodSync(join(folder, 'secrets.key'), 0o600);
      await store.set('two', 'secret', 'second value');
      expect(store.get('one', 'secret')).toBe('first value');
      expect(store.view).toMatchObject({ kind: 'encrypted-file' });
    },
  );

  test('a lost key is told, and no other is made in its place', async () => {
    await (await open()).set('one', 'secret', 'first value');
    rmSync(join(folder, 'secrets.key'));
    const store = await open();
    expect(store.view).toMatchObject({ kind: 'unavailable', says: expect.stringContaining('is gone') });
    await expect(store.set('two', 'secret', 'v')).rejects.toThrow('is gone');
    expect(readdirSync(folder)).toEqual(['secrets.enc']);
  });

  test('a file of a newer version is left alone', async () => {
    await (await open()).set('one', 'secret', 'first value');
    const newer = readFileSync(FILE(), 'utf8').replace('"version": 1', '"version": 2');
    writeFileSync(FILE(), newer);
    const store = await open();
    expect(store.view).toMatchObject({ kind: 'unavailable', says: expect.stringContaining('newer') });
    expect(readFileSync(FILE(), 'utf8')).toBe(newer);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, 40)],
    ['empty', () => ''],
    ['of another kind', () => '{"hello":1}'],
    ['with a changed content', (text: string) => flipped(text, 'data')],
    ['with a changed tag', (text: string) => flipped(text, 'tag')],
  ])('a file that is %s is put aside, not deleted, and a new one can be begun', async (_, damage) => {
    await (await open()).set('one', 'secret', 'first value');
    const damaged = damage(readFileSync(FILE(), 'utf8'));
    writeFileSync(FILE(), damaged);
    const store = await open();
    const { ok, quarantine } = store.integrity ?? {};
    expect(ok).toBe(false);
    expect(readFileSync(quarantine ?? '', 'utf8')).toBe(damaged);
    await store.set('two', 'secret', 'second value');
    expect((await open()).get('two', 'secret')).toBe('second value');
  });

  test('say, when a variable takes the place of the key file, that all hang on it from now on', async () => {
    const environment = { SIGNALBOX_SECRET_KEY: 'a new variable' };
    const first = await open();
    expect(await first.set('a', 'secret', 'first value')).toBeNull();
    const store = await open(environment);
    expect(store.view.says).toContain(
      'SIGNALBOX_SECRET_KEY is set: with the next change all of them hang on it',
    );
    expect(await store.set('b', 'secret', 'second value')).toMatch(
      /^All secrets hang on SIGNALBOX_SECRET_KEY from now on: without it none/,
    );
    expect(store.view.says).toContain('without it none of them can be opened');
    expect(await store.set('c', 'secret', 'third value')).toBeNull();
    expect((await open()).view.kind).toBe('unavailable');
  });
});
