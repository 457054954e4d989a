import { useEffect, useRef, useState } from 'react';

const WAIT_MS = 300;

/**
 * What is being typed into a field: told when nothing more is typed for a moment, when the field is left, and when it goes
 * away. What the text says in the meantime is taken over unless something is being typed.
 */
export function useDraft(value: string, onChange: (value: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  const latest = useRef({ draft, onChange, value });
  latest.current = { draft, onChange, value };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const tell = useRef((): void => {
    clearTimeout(timer.current);
    const { draft: typed, onChange: told, value: known } = latest.current;
    if (typed !== null && typed !== known) told(typed);
  }).current;

  // What was told has become the text.
  useEffect(() => {
    if (draft !== null && draft === value) setDraft(null);
  }, [draft, value]);
  useEffect(() => tell, [tell]);

  return {
    shown: draft ?? value,
    type(text: string): void {
      setDraft(text);
      clearTimeout(timer.current);
      timer.current = setTimeout(tell, WAIT_MS);
    },
    leave: tell,
  };
}
