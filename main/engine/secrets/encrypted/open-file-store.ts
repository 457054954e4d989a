import { join } from 'node:path';
import type { IntegrityCheck } from '#contract/configuration-text.ts';
import { ProblemError } from '#contract/problem.ts';
import { sayFault } from '../say-fault.ts';
import { hiddenOf, keyOf, listOf, type SecretMap } from '../secret-map.ts';
import type { SecretStore } from '../secret-store.ts';
import { withLock } from '../with-lock.ts';
import { writePrivateFile } from '../write-private-file.ts';
import { deriveKey, KEY_VARIABLE, makeKeyFile, preferredSource } from './derive-key.ts';
import { contentOf, readSecretsFile, type SecretsFilePlaces } from './read-secrets-file.ts';
import { type KeySource, type SealKey, seal } from './sealed-text.ts';

export interface FileStoreOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Why the keychain is not used: a sentence. */
  readonly why: string;
}

/** The store in an encrypted file. Nothing is written before the first secret is set. */
export async function openFileStore({
  folder,
  environment,
  now,
  why,
}: FileStoreOptions): Promise<SecretStore> {
  const file = join(folder, 'secrets.enc');
  const places: SecretsFilePlaces = { file, keyFile: join(folder, 'secrets.key'), environment, now };
  let secrets: SecretMap = new Map();
  let key: SealKey | null = null;
  let lockedBecause: string | null = null;
  let integrity: IntegrityCheck | null = null;
  /** Changes are made one after the other. */
  let queue: Promise<unknown> = Promise.resolve();

  async function look(): Promise<void> {
    const found = await readSecretsFile(places, key);
    lockedBecause = found.kind === 'locked' ? found.reason : null;
    // Of a file that is damaged, or can't be opened, what was read while it was whole is the best there is.
    if (found.kind === 'open') ({ secrets, key } = found);
    else if (found.kind === 'missing') secrets = new Map();
    else integrity = found.check;
  }

  async function keyToSealWith(): Promise<SealKey> {
    const source = preferredSource(places);
    if (key?.source === source) return key;
    if (source === 'file') await makeKeyFile(places.keyFile);
    const made = await deriveKey(source, places);
    if ('reason' in made) throw new ProblemError('bad-input', `secrets can't be kept, for ${made.reason}`);
    return made;
  }

  /** Begins with what the file says now: another process may have changed it. */
  function change(make: (now: SecretMap) => SecretMap | null): Promise<boolean> {
    const alone = () => withLock(`${file}.lock`, changeAlone);
    const changeAlone = async (): Promise<boolean> => {
      await look();
      if (lockedBecause !== null)
        throw new ProblemError('bad-input', `secrets can't be changed: ${lockedBecause}`);
      const next = make(secrets);
      if (next === null) return false;
      try {
        key = await keyToSealWith();
        await writePrivateFile(file, seal(contentOf(next), key));
      } catch (error) {
        throw sayFault(error, `secrets can't be kept in ${file}`);
      }
      secrets = next;
      return true;
    };
    const turn = queue.then(alone);
    queue = turn.catch(() => {});
    return turn;
  }

  const first = await readSecretsFile(places, null);
  if (first.kind === 'open') {
    ({ secrets, key } = first);
    integrity = { what: 'secrets', file, ok: true, says: 'whole', quarantine: null };
  } else if (first.kind !== 'missing') {
    integrity = first.check;
    lockedBecause = first.kind === 'locked' ? first.reason : null;
  }

  return {
    get view() {
      if (lockedBecause !== null)
        return { kind: 'unavailable', says: `The secrets can't be opened: ${lockedBecause}.` } as const;
      const preferred = preferredSource(places);
      const says = `${why} ${SAYS[key?.source ?? preferred](file)}`;
      const isToMove = key?.source === 'file' && preferred === 'environment';
      return { kind: 'encrypted-file', says: isToMove ? `${says} ${TO_MOVE}` : says } as const;
    },
    get integrity() {
      return integrity;
    },
    get: (name, kind) => secrets.get(keyOf(name, kind))?.value,
    list: () => listOf(secrets),
    async set(name, kind, value) {
      const entry = { name, kind, value, setAt: now() };
      let was: KeySource | undefined;
      await change((before) => {
        was = key?.source;
        return new Map(before).set(keyOf(name, kind), entry);
      });
      return was === 'file' && key?.source === 'environment' ? MOVED : null;
    },
    remove: (name, kind) =>
      change((before) => {
        const after = new Map(before);
        return after.delete(keyOf(name, kind)) ? after : null;
      }),
    values: () => hiddenOf(secrets.values()),
    async close() {
      await queue;
    },
  };
}

const MOVED = `All secrets hang on ${KEY_VARIABLE} from now on: without it none of them can be opened, and secrets.key opens them no more.`;
const TO_MOVE = `${KEY_VARIABLE} is set: with the next change all of them hang on it, and can't be opened without it.`;

const SAYS: Readonly<Record<KeySource, (file: string) => string>> = {
  file: (file) =>
    `Secrets are encrypted in ${file}, and their key is in secrets.key beside it, for your eyes alone. That keeps them out of the configuration, its copies and its history; whoever may read all your files, or a copy of both, can read them.`,
  environment: (file) =>
    `Secrets are encrypted in ${file} with the key from ${KEY_VARIABLE}: without it none of them can be opened. A copy of your files does not tell them; whoever sees the environment of Signalbox can read them.`,
};
