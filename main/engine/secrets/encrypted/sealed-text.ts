import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Where the key comes from. */
export type KeySource = 'environment' | 'file';

/** A key of AES-256, made from what somebody gave by the salt that stands in the file. */
export interface SealKey {
  readonly source: KeySource;
  readonly salt: Buffer;
  readonly bytes: Buffer;
  /** Tells a wrong key from a damaged text, and nothing of the key. */
  readonly check: Buffer;
}

/** {@link SealKey.bytes} and what {@link SealKey.check} is made from. */
export const DERIVED_BYTES = 64;
export const SALT_BYTES = 16;
/** Of AES-GCM: 96 random bits for each text, of which there are as many as somebody sets secrets. */
const IV_BYTES = 12;
const FORMAT = 'signalbox-secrets';
const VERSION = 1;

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const Header = z.object({ format: z.literal(FORMAT), version: z.number().int().min(1) });
const Sealed = z.object({
  key: z.enum(['environment', 'file']),
  salt: base64,
  check: base64,
  iv: base64.refine((iv) => iv.length === IV_BYTES),
  tag: base64.refine((tag) => tag.length === 16),
  data: base64,
});
export type Sealed = z.output<typeof Sealed>;

export function sealKey(source: KeySource, salt: Buffer, derived: Buffer): SealKey {
  const check = createHash('sha256').update(derived.subarray(32)).digest();
  return { source, salt, bytes: derived.subarray(0, 32), check };
}

/** The text of a file. */
export function seal(plain: string, key: SealKey): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(authenticated(key));
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const { source, salt, check } = key;
  const told = { format: FORMAT, version: VERSION, key: source };
  const texts = { salt, check, iv, tag: cipher.getAuthTag(), data };
  const encoded = Object.entries(texts).map(([name, bytes]) => [name, bytes.toString('base64')]);
  return `${JSON.stringify({ ...told, ...Object.fromEntries(encoded) }, null, 2)}\n`;
}

/** `newer` for one of a version that can't be read; null for what is no such file. */
export function readSealed(text: string): Sealed | 'newer' | null {
  try {
    const value: unknown = JSON.parse(text);
    const header = Header.safeParse(value);
    if (!header.success) return null;
    if (header.data.version > VERSION) return 'newer';
    return Sealed.safeParse(value).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function isKeyOf(key: SealKey, sealed: Sealed): boolean {
  return key.check.length === sealed.check.length && timingSafeEqual(key.check, sealed.check);
}

/** Null where it was changed since it was sealed. */
export function unseal({ iv, tag, data }: Sealed, key: SealKey): string | null {
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv).setAAD(authenticated(key)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
  } catch {
    // Node throws a plain Error for a tag that does not fit, and there is no other reason here.
    return null;
  }
}

function authenticated({ source, salt }: SealKey): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, VERSION, source, salt.toString('base64')]));
}
