import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSecretStore } from '#engine/secrets/secrets.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keychain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A keychain as the module gives it; `fault` is what each call then fails with, `never` to leave it without answer. */
function fakeKeyring() {
  const kept = new Map<string, string>();
  const state = { kept, fault: null as string | null };
  const answer = <Result>(result: () => Result): Promise<Result> => {
    if (state.fault === 'never') return new Promise(() => {});
    return state.fault === null ? Promise.resolve(result()) : Promise.reject(new Error(state.fault));
  };
  class AsyncEntry {
    readonly #key: string;
    constructor(service: string, account: string) {
      this.#key = `${service}|${account}`;
    }
    getPassword = () => answer(() => kept.get(this.#key) ?? null);
    setPassword = (value: string) => answer(() => void kept.set(this.#key, value));
    deletePassword = () => answer(() => kept.delete(this.#key));
  }
  return { ...state, state, AsyncEntry };
}

describe('secrets in the keychain', () => {
  test('are in the keychain alone: the file beside it has their names', async () => {
    const keyring = fakeKeyring();
    const store = await openSecretStore({ folder, environment: {}, keyring });
    expect(store.view.kind).toBe('keychain');
    await store.set('github-token', 'secret', 'ghp_plain0123456789');
    expect([...keyring.kept.values()]).toEqual(['ghp_plain0123456789']);
    expect(readdirSync(folder)).toEqual(['secrets.json']);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('ghp_plain');
    const again = await openSecretStore({ folder, environment: {}, keyring });
    expect(again.get('github-token', 'secret')).toBe('ghp_plain0123456789');
    expect(await again.remove('github-token', 'secret')).toBe(true);
    expect(keyring.kept.size).toBe(0);
  });

  test('two homes of one user do not share them', async () => {
    const keyring = fakeKeyring();
    const other = mkdtempSync(join(tmpdir(), 'keychain-'));
    await (await openSecretStore({ folder, environment: {}, keyring })).set('one', 'secret', 'mine');
    await (await openSecretStore({ folder: other, environment: {}, keyring })).set('one', 'secret', 'theirs');
    const again = await openSecretStore({ folder, environment: {}, keyring });
    expect(again.values()).toEqual(['mine']);
    rmSync(other, { recursive: true });
  });

  test('where it denies access an encrypted file is used, and that says why', async () => {
    const keyring = fakeKeyring();
    keyring.state.fault = 'AccessDenied';
    const store = await openSecretStore({ folder, environment: {}, keyring });
    expect(store.view).toMatchObject({
      kind: 'encrypted-file',
      says: expect.stringContaining('AccessDenied'),
    });
  });

  test('where it never answers an engine starts all the same', async () => {
    const keyring = fakeKeyring();
    keyring.state.fault = 'never';
    const clock = new FakeClock();
    const opened = openSecretStore({ folder, environment: {}, keyring, clock });
    let store: Awaited<typeof opened> | null = null;
    void opened.then((found) => {
      store = found;
    });
    while (store === null) {
      await new Promise(setImmediate);
      clock.advance(1_000);
    }
    expect(store).toMatchObject({ view: { kind: 'encrypted-file' } });
  });

  test('secrets that were put into a file stay there when a keychain appears', async () => {
    await (await openSecretStore({ folder, environment: {}, keyring: null })).set('one', 'secret', 'value');
    const store = await openSecretStore({ folder, environment: {}, keyring: fakeKeyring() });
    expect(store.view).toMatchObject({ kind: 'encrypted-file', says: expect.stringContaining('stay there') });
    expect(store.get('one', 'secret')).toBe('value');
  });

  test.each([null, 'locked'])(
    'one that is gone or locked is told, and no file takes its place: %s',
    async (fault) => {
      const keyring = fakeKeyring();
      await (await openSecretStore({ folder, environment: {}, keyring })).set('one', 'secret', 'value');
      keyring.state.fault = fault;
      const now = fault === null ? null : keyring;
      const store = await openSecretStore({ folder, environment: {}, keyring: now });
      expect(store.view.kind).toBe('unavailable');
      expect(store.integrity).toMatchObject({ ok: false, says: expect.stringContaining('one') });
      await expect(store.set('one', 'secret', 'other')).rejects.toMatchObject({ code: 'bad-input' });
      expect(readdirSync(folder)).toEqual(['secrets.json']);
    },
  );

  test('one that it did not give at the start is not forgotten when another is set', async () => {
    const keyring = fakeKeyring();
    await (await openSecretStore({ folder, environment: {}, keyring })).set('one', 'secret', 'value');
    keyring.state.fault = 'locked';
    const locked = await openSecretStore({ folder, environment: {}, keyring });
    keyring.state.fault = null;
    await locked.set('two', 'secret', 'other');
    const again = await openSecretStore({ folder, environment: {}, keyring });
    expect(again.get('one', 'secret')).toBe('value');
    expect(again.get('two', 'secret')).toBe('other');
  });

  test('a damaged list of names is put aside', async () => {
    writeFileSync(join(folder, 'secrets.json'), '{"version":1,');
    const store = await openSecretStore({ folder, environment: {}, keyring: fakeKeyring() });
    expect(store.integrity).toMatchObject({ ok: false });
    expect(readFileSync(store.integrity?.quarantine ?? '', 'utf8')).toBe('{"version":1,');
  });
});
