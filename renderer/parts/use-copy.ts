import { useCallback, useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';

type Told = 'ready' | 'copied' | 'refused';

/** What became of a copy, for the eye and for a live region. */
export const COPY_WORDS: Record<Told, string> = {
  ready: '',
  copied: 'Copied',
  refused: 'Copying is not allowed here',
};

const TOLD_MS = 2000;

/** Copies a text, and tells for two seconds what became of it. `copy` stays the same. */
export function useCopy(): { readonly told: Told; readonly copy: (text: string) => void } {
  const [copies, setCopies] = useState<{ readonly told: Told }>({ told: 'ready' });
  useEffect(() => {
    if (copies.told === 'ready') return undefined;
    const timer = setTimeout(() => setCopies({ told: 'ready' }), TOLD_MS);
    return () => clearTimeout(timer);
  }, [copies]);
  const copy = useCallback((text: string): void => {
    void copyText(text).then((copied) => setCopies({ told: copied ? 'copied' : 'refused' }));
  }, []);
  return { told: copies.told, copy };
}
