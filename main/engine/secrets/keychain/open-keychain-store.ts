import type { IntegrityCheck } from '#contract/configuration-text.ts';
import { sayFault } from '../say-fault.ts';
import { hiddenOf, keyOf, listOf } from '../secret-map.ts';
import type { KnownSecret, SecretEntry, SecretStore } from '../secret-store.ts';
import { type Keychain, keychainFault, type Within } from './keychain.ts';
import type { SecretIndex } from './secret-index.ts';

export interface KeychainStoreOptions {
  readonly keychain: Keychain;
  /** What is in the keychain, which can't be listed everywhere. */
  readonly index: SecretIndex;
  readonly within: Within;
  readonly now: () => number;
}

/** The store in the system's keychain. What it does not give is as if it had no value, and the view says so. */
export async function openKeychainStore({
  keychain,
  index,
  within,
  now,
}: KeychainStoreOptions): Promise<SecretStore> {
  const secrets = new Map<string, SecretEntry>();
  const lost: string[] = [];
  /** What a keychain that is locked, or slow, still has: its names stay on the list. */
  const unread = new Map<string, KnownSecret>();
  let fault: string | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(change: () => Promise<Result>): Promise<Result> => {
    const turn = queue.then(change);
    queue = turn.catch(() => {});
    return turn;
  };
  const keepIndex = (): Promise<void> => index.write([...listOf(secrets), ...unread.values()]);

  const read = index.known.map(async ({ name, kind, setAt }) => {
    try {
      const value = await within(keychain.get(keyOf(name, kind)));
      if (value === null) lost.push(name);
      else secrets.set(keyOf(name, kind), { name, kind, value, setAt });
    } catch (error) {
      lost.push(name);
      unread.set(keyOf(name, kind), { name, kind, setAt });
      fault = error instanceof Error ? error.message : String(error);
    }
  });
  await Promise.all(read);
  const integrity = checkOf(index, keychain, lost, fault);
  const isUnavailable = fault !== null && secrets.size === 0;

  return {
    view: isUnavailable
      ? {
          kind: 'unavailable',
          says: `The secrets are in ${keychain.title}, which can't be reached: ${fault}.`,
        }
      : { kind: 'keychain', says: sayKeychain(keychain) },
    integrity,
    get: (name, kind) => secrets.get(keyOf(name, kind))?.value,
    list: () => listOf(secrets),
    set: (name, kind, value) =>
      inTurn(async () => {
        try {
          await within(keychain.set(keyOf(name, kind), value));
        } catch (error) {
          throw keychainFault(error, `${name} can't be kept in ${keychain.title}`);
        }
        secrets.set(keyOf(name, kind), { name, kind, value, setAt: now() });
        unread.delete(keyOf(name, kind));
        await keepIndex().catch((error: unknown) => {
          throw sayFault(error, 'the list of secrets can’t be kept');
        });
        return null;
      }),
    remove: (name, kind) =>
      inTurn(async () => {
        try {
          const wasThere = await within(keychain.remove(keyOf(name, kind)));
          const wasKnown = secrets.delete(keyOf(name, kind)) || unread.has(keyOf(name, kind));
          unread.delete(keyOf(name, kind));
          await keepIndex();
          return wasThere || wasKnown;
        } catch (error) {
          throw keychainFault(error, `${name} can't be taken out of ${keychain.title}`);
        }
      }),
    values: () => hiddenOf(secrets.values()),
    async close() {
      await queue;
    },
  };
}

function sayKeychain({ title }: Keychain): string {
  return `Secrets are in ${title}. Others who use this machine can't read them, nor can whoever has a copy of the disk; programs that run as you may ask for them.`;
}

function checkOf(
  { file, known, quarantine }: SecretIndex,
  { title }: Keychain,
  lost: readonly string[],
  fault: string | null,
): IntegrityCheck | null {
  const check = { what: 'secrets', file, quarantine } as const;
  if (quarantine !== null) {
    const says = `was damaged and was put aside: which secrets are in ${title} is not known any more, so set them again`;
    return { ...check, ok: false, says };
  }
  if (known.length === 0) return null;
  if (lost.length === 0) return { ...check, ok: true, says: 'whole' };
  const because = fault === null ? 'it has them no more' : fault;
  return { ...check, ok: false, says: `${title} did not give ${[...lost].sort().join(', ')}: ${because}` };
}
