import { access, constants } from 'node:fs/promises';
import type { FileText } from '../../configuration/configuration.ts';

/** Why a file can't be changed from here, in a sentence; null when it can. */
export async function whyLocked(file: string, found: FileText): Promise<string | null> {
  if (found.kind === 'unreadable') return `It can't be read: ${found.message}.`;
  if (found.kind === 'missing') return null;
  return await access(file, constants.W_OK).then(
    () => null,
    () => 'Its permissions forbid to change it.',
  );
}
