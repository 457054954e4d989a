import { existsSync } from 'node:fs';
import { ProblemError } from '#contract/problem.ts';

/** The system's keychain, with one place for each account of one home. Each call may wait for a person to unlock it. */
export interface Keychain {
  /** "the keychain of macOS" */
  readonly title: string;
  get(account: string): Promise<string | null>;
  set(account: string, value: string): Promise<void>;
  /** Whether there was one. */
  remove(account: string): Promise<boolean>;
}

/** What `@napi-rs/keyring` gives, as far as it is used. */
export interface KeyringModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options?: { readonly linux: { readonly store: 'secret-service' } },
  ) => {
    getPassword(): Promise<string | null>;
    setPassword(value: string): Promise<void>;
    deletePassword(): Promise<boolean>;
  };
}

const TITLES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'the keychain of macOS',
  win32: 'the Credential Manager of Windows',
  linux: 'the keychain of this desktop (Secret Service)',
};

/**
 * The keychain for one home, whose accounts are its own. Whether it lets anybody in shows with the first call.
 * @param home tells it from other homes of this user
 */
export function keychainFor(home: string, { AsyncEntry }: KeyringModule): Keychain {
  const service = `signalbox ${home}`;
  // Without this it falls back to the kernel's own, which forgets everything with a restart of the machine.
  const options = { linux: { store: 'secret-service' } } as const;
  const entry = (account: string) => new AsyncEntry(service, account, options);
  return {
    title: TITLES[process.platform] ?? 'the keychain of this system',
    // Within a promise: its constructor throws where there is no keychain.
    get: async (account) => entry(account).getPassword(),
    set: async (account, value) => entry(account).setPassword(value),
    remove: async (account) => entry(account).deletePassword(),
  };
}

/** Where what is in a keychain can't be had, since there is none here. */
export const NO_KEYCHAIN: Keychain = {
  title: 'a keychain',
  get: () => absent(),
  set: () => absent(),
  remove: () => absent(),
};

function absent(): Promise<never> {
  return Promise.reject(new Error('there is none here, as in a session without a desktop'));
}

/** Null where there can be no keychain, so that nothing has to be loaded to find that out. */
export async function loadKeyring(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<KeyringModule | null> {
  if (process.platform === 'linux' && !hasSessionBus(environment)) return null;
  try {
    return await import('@napi-rs/keyring');
  } catch {
    // Its native part is not there for every system.
    return null;
  }
}

function hasSessionBus(environment: Readonly<Record<string, string | undefined>>): boolean {
  const address = environment['DBUS_SESSION_BUS_ADDRESS'];
  // As systemd writes it for a session that is to have none.
  if (address) return address !== 'disabled:';
  return existsSync(`${environment['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`}/bus`);
}

/**
 * Why the keychain can't be used, in a few words; null when it can.
 * @param isProven spares the try to keep something, which takes a quarter of a second (gnome-keyring)
 */
export async function findFault(
  keychain: Keychain,
  within: Within,
  isProven: boolean,
): Promise<string | null> {
  const account = 'probe';
  try {
    if (isProven) {
      await within(keychain.get(account));
      return null;
    }
    await within(keychain.set(account, 'probe'));
    const read = await within(keychain.get(account));
    await within(keychain.remove(account));
    return read === 'probe' ? null : 'it does not keep what it is given';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Rejects when the time for it is over. */
export type Within = <Result>(answer: Promise<Result>) => Promise<Result>;

export function keychainFault(error: unknown, what: string): ProblemError {
  const why = error instanceof Error ? error.message : String(error);
  return new ProblemError('bad-input', `${what}: ${why}`, { cause: error });
}
