import { hkdfSync, randomBytes, randomUUID, scrypt } from 'node:crypto';
import { link, readFile, rm, stat } from 'node:fs/promises';
import { writePrivateFile } from '../write-private-file.ts';
import { DERIVED_BYTES, type KeySource, SALT_BYTES, type SealKey, sealKey } from './sealed-text.ts';

/** Holds what somebody makes up, so that guessing it must be dear: 32 MB and about 0.1 s a guess. */
export const KEY_VARIABLE = 'SIGNALBOX_SECRET_KEY';
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const MIN_VARIABLE_CHARACTERS = 8;
const KEY_FILE_BYTES = 32;

/** Why there is no key, in a sentence that follows "…, because". */
export interface NoKey {
  readonly reason: string;
}

export interface KeyPlaces {
  readonly keyFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The source that what is sealed next takes its key from. */
export function preferredSource({ environment }: KeyPlaces): KeySource {
  return environment[KEY_VARIABLE]?.trim() ? 'environment' : 'file';
}

export async function deriveKey(
  source: KeySource,
  places: KeyPlaces,
  salt: Buffer = randomBytes(SALT_BYTES),
): Promise<SealKey | NoKey> {
  if (source === 'environment') return fromVariable(places.environment[KEY_VARIABLE]?.trim() ?? '', salt);
  const read = await readKeyFile(places.keyFile);
  if ('reason' in read) return read;
  const derived = hkdfSync('sha256', read.bytes, salt, 'signalbox secrets', DERIVED_BYTES);
  return sealKey('file', salt, Buffer.from(derived));
}

/** Makes the key file where there is none. Two that do so at once get the same key. */
export async function makeKeyFile(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writePrivateFile(draft, `${randomBytes(KEY_FILE_BYTES).toString('base64')}\n`);
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function fromVariable(text: string, salt: Buffer): Promise<SealKey | NoKey> {
  if (text === '') return { reason: `they are encrypted with ${KEY_VARIABLE}, which is not set` };
  if (text.length < MIN_VARIABLE_CHARACTERS)
    return { reason: `${KEY_VARIABLE} is too short: ${MIN_VARIABLE_CHARACTERS} characters are the least` };
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(text, salt, DERIVED_BYTES, SCRYPT, (error, derived) => (error ? reject(error) : resolve(derived)));
  return sealKey('environment', salt, await promise);
}

async function readKeyFile(file: string): Promise<{ readonly bytes: Buffer } | NoKey> {
  try {
    const { mode } = await stat(file);
    // Windows has no such bits.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return { reason: `others on this machine may read the key in ${file}: run chmod 600 ${file}` };
    const bytes = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
    if (bytes.length === KEY_FILE_BYTES) return { bytes };
    return { reason: `${file} holds no key: put back the one that it held` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const what = code === 'ENOENT' ? 'is gone: put it back' : `can't be read: ${code}`;
    return { reason: `their key ${file} ${what}` };
  }
}
