import { readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import type { IntegrityCheck } from '#contract/configuration-text.ts';
import { mapOf, type SecretMap } from '../secret-map.ts';
import { deriveKey, type KeyPlaces } from './derive-key.ts';
import { isKeyOf, readSealed, type SealKey, unseal } from './sealed-text.ts';

export interface SecretsFilePlaces extends KeyPlaces {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What the file gave. One that is damaged is put aside, which leaves an empty store; one that is locked is left alone. */
export type SecretsFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'open'; readonly secrets: SecretMap; readonly key: SealKey }
  | { readonly kind: 'locked'; readonly reason: string; readonly check: IntegrityCheck }
  | { readonly kind: 'damaged'; readonly check: IntegrityCheck };

const Content = z.object({
  secrets: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['secret', 'input']),
      value: z.string(),
      setAt: z.number(),
    }),
  ),
});

/** `known` spares making the key anew, which takes 0.1 s. */
export async function readSecretsFile(
  places: SecretsFilePlaces,
  known: SealKey | null,
): Promise<SecretsFile> {
  const { file } = places;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT' ? { kind: 'missing' } : locked(file, `${file} can't be read: ${code}`);
  }
  const sealed = readSealed(text);
  if (sealed === null) return putAside(places, 'it was no file of secrets any more');
  if (sealed === 'newer') return locked(file, `${file} was written by a newer Signalbox: update this one`);
  const key =
    known !== null && isKeyOf(known, sealed) ? known : await deriveKey(sealed.key, places, sealed.salt);
  if ('reason' in key) return locked(file, key.reason);
  if (!isKeyOf(key, sealed)) {
    const source =
      sealed.key === 'environment' ? 'the key in the environment' : `the key in ${places.keyFile}`;
    return locked(file, `${source} is not the one that ${file} was encrypted with`);
  }
  const plain = unseal(sealed, key);
  const content = plain === null ? undefined : Content.safeParse(JSON.parse(plain)).data;
  if (content === undefined) return putAside(places, 'its content was changed or cut off');
  return { kind: 'open', secrets: mapOf(content.secrets), key };
}

export function contentOf(secrets: SecretMap): string {
  return JSON.stringify({ secrets: [...secrets.values()] } satisfies z.input<typeof Content>);
}

function locked(file: string, reason: string): SecretsFile {
  const says = `can't be opened, and is left as it is: ${reason}`;
  return { kind: 'locked', reason, check: { what: 'secrets', file, ok: false, says, quarantine: null } };
}

async function putAside({ file, now }: SecretsFilePlaces, why: string): Promise<SecretsFile> {
  const quarantine = `${file}.damaged-${new Date(now()).toISOString().replaceAll(':', '-')}`;
  try {
    await rename(file, quarantine);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return locked(file, `${why}, and it can't be put aside: ${reason}`);
  }
  const says = `was damaged: ${why}. It was put aside, and the secrets have to be set again.`;
  return { kind: 'damaged', check: { what: 'secrets', file, ok: false, says, quarantine } };
}
