import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../ports.ts';
import { KEY_VARIABLE } from './encrypted/derive-key.ts';
import { openFileStore } from './encrypted/open-file-store.ts';
import {
  findFault,
  type KeyringModule,
  keychainFor,
  loadKeyring,
  NO_KEYCHAIN,
  type Within,
} from './keychain/keychain.ts';
import { openKeychainStore } from './keychain/open-keychain-store.ts';
import { openIndex } from './keychain/secret-index.ts';
import type { SecretStore } from './secret-store.ts';

export interface OpenOptions {
  /** The state folder of a home; it must be there. */
  readonly folder: string;
  /** `SIGNALBOX_SECRET_KEY` in it encrypts the file, and goes before a keychain. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Null for a system without a keychain; that of this system when left out. */
  readonly keyring?: KeyringModule | null;
}

/** A person may have to unlock it; an engine does not wait longer for that. */
const KEYCHAIN_MS = 10_000;

/**
 * Opens the secrets of one home: where they are already, else in the keychain, else in an encrypted file. Never rejects for
 * what it finds: a store that can't be opened is `unavailable` and says why.
 */
export async function openSecretStore(options: OpenOptions): Promise<SecretStore> {
  const { folder, environment, clock = systemClock } = options;
  const now = () => clock.now();
  const toFile = (why: string): Promise<SecretStore> => openFileStore({ folder, environment, now, why });
  if (environment[KEY_VARIABLE]?.trim()) return toFile(`${KEY_VARIABLE} is set.`);
  const keyring = options.keyring === undefined ? await loadKeyring(environment) : options.keyring;
  const index = await openIndex(folder, now);
  if (keyring === null) {
    return index.known.length === 0
      ? toFile('There is no keychain here.')
      : openKeychainStore({ keychain: NO_KEYCHAIN, index, within: (answer) => answer, now });
  }
  const home = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 16);
  const keychain = keychainFor(home, keyring);
  const within: Within = (answer) => limited(clock, answer);
  if (index.known.length === 0) {
    const fault = await findFault(keychain, within, index.isProven);
    if (fault !== null) return toFile(`The keychain can't be used: ${fault}.`);
    if (existsSync(join(folder, 'secrets.enc')))
      return toFile(
        'There is a keychain now, but the secrets of this home were put into a file and stay there.',
      );
    if (!index.isProven) await index.write([]);
  }
  return openKeychainStore({ keychain, index, within, now });
}

/** What comes later is nobody's concern any more. */
function limited<Result>(clock: Clock, answer: Promise<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const cancel = clock.after(KEYCHAIN_MS, () =>
    reject(new Error(`no answer within ${KEYCHAIN_MS / 1000} s`)),
  );
  answer.then(resolve, reject).finally(cancel);
  return promise;
}
