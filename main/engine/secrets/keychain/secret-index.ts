import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { KnownSecret } from '../secret-store.ts';
import { writePrivateFile } from '../write-private-file.ts';

/** The names of what is in the keychain, in a file: not every keychain can be asked for a list, and none for the moments. */
export interface SecretIndex {
  readonly file: string;
  /** The keychain was seen to keep what it is given. */
  readonly isProven: boolean;
  readonly known: readonly KnownSecret[];
  /** Where a damaged one was put; null for nowhere. */
  readonly quarantine: string | null;
  write(known: readonly KnownSecret[]): Promise<void>;
}

const Content = z.object({
  version: z.literal(1),
  secrets: z.array(z.object({ name: z.string(), kind: z.enum(['secret', 'input']), setAt: z.number() })),
});

export async function openIndex(folder: string, now: () => number): Promise<SecretIndex> {
  const file = join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const known = text === null ? [] : parse(text);
  let quarantine: string | null = null;
  if (known === null) {
    quarantine = `${file}.damaged-${new Date(now()).toISOString().replaceAll(':', '-')}`;
    await rename(file, quarantine);
  }
  return {
    file,
    isProven: known !== null && text !== null,
    known: known ?? [],
    quarantine,
    write: (secrets) =>
      writePrivateFile(
        file,
        `${JSON.stringify({ version: 1, secrets: [...secrets] } satisfies z.input<typeof Content>, null, 2)}\n`,
      ),
  };
}

function parse(text: string): readonly KnownSecret[] | null {
  try {
    return Content.safeParse(JSON.parse(text)).data?.secrets ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
