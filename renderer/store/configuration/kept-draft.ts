const KEY = 'signalbox.configuration-draft';

/** A text that was typed and not applied, with the text of the file that it was made from. */
export interface KeptDraft {
  readonly base: string;
  readonly text: string;
}

/**
 * What was typed outlives a reload of the page, not the tab. Secrets are masked in both texts, those of the file and those
 * that were typed: they are typed anew after a reload. A text that can't be read is not kept, for nobody can tell what in it
 * is a secret; the last one before it that can be is.
 */
export interface DraftMemory {
  read(): KeptDraft | null;
  /** Null forgets it. */
  write(draft: KeptDraft | null): void;
}

export function draftMemory(storage: Pick<Storage, 'getItem' | 'setItem'>): DraftMemory {
  return {
    read: () => read(storage.getItem(KEY)),
    write: (draft) => storage.setItem(KEY, draft === null ? '' : JSON.stringify(draft)),
  };
}

function read(kept: string | null): KeptDraft | null {
  if (kept === null || kept === '') return null;
  try {
    const value: unknown = JSON.parse(kept);
    if (typeof value !== 'object' || value === null || !('base' in value) || !('text' in value)) return null;
    const { base, text } = value;
    return typeof base === 'string' && typeof text === 'string' ? { base, text } : null;
  } catch {
    // Written by something else or cut short.
    return null;
  }
}
