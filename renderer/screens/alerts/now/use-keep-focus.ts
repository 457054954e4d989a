import { type RefObject, useEffect, useRef } from 'react';

interface KeptFocus {
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

/**
 * Keeps the keyboard in a place whose controls go away with what they were pressed for: where the one with the focus was
 * taken out by a change of `shown`, the place itself gets it.
 */
export function useKeepFocus(place: RefObject<HTMLElement | null>, shown: unknown): KeptFocus {
  const isInside = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of what is shown is what takes controls out
  useEffect(() => {
    if (isInside.current && document.activeElement === document.body) place.current?.focus();
  }, [place, shown]);
  return {
    onFocus() {
      isInside.current = true;
    },
    // React tells of no blur where it takes the element out itself.
    onBlur() {
      isInside.current = false;
    },
  };
}
