import { expect, test } from 'vitest';
import { openStorage, type PageStorage } from '../../../renderer/store/open-storage.ts';

test('what is set is kept in the page’s storage', () => {
  const kept = new Map<string, string>();
  const own: PageStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  };
  const storage = openStorage(() => own);
  storage.setItem('a', '1');
  expect(kept.get('a')).toBe('1');
  expect(storage.getItem('a')).toBe('1');
  expect(storage.getItem('b')).toBeNull();
});

test.each<[string, () => PageStorage]>([
  [
    'is switched off',
    () => {
      throw new Error('SecurityError');
    },
  ],
  [
    'is full',
    () => ({
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    }),
  ],
])('a storage that %s is replaced for this visit', (_what, open) => {
  const storage = openStorage(open);
  storage.setItem('a', '1');
  expect(storage.getItem('a')).toBe('1');
});
