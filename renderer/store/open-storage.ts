export type PageStorage = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * The page's storage; where the browser refuses it or it is full, what is set lives as long as the page. `open` reads
 * the property, which alone may throw.
 */
export function openStorage(open: () => PageStorage): PageStorage {
  const memory = new Map<string, string>();
  let storage: PageStorage | null = null;
  try {
    storage = open();
  } catch {
    // Storage is switched off for this page: the memory does.
  }
  return {
    getItem: (key) => memory.get(key) ?? storage?.getItem(key) ?? null,
    setItem(key, value) {
      try {
        if (storage === null) memory.set(key, value);
        else {
          storage.setItem(key, value);
          memory.delete(key);
        }
      } catch {
        // Full, or written to by nobody: the memory has it for this visit.
        memory.set(key, value);
      }
    },
  };
}
