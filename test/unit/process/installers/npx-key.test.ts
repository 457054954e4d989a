import { expect, test } from 'vitest';
import { npxKey } from '#engine/process/installers/npx-cache.ts';

test.each([
  // As npm 11.19 named them.
  [['@modelcontextprotocol/server-everything'], '5b2dd62b9d0bddd4'],
  [['./pk/slow/slow-server-1.0.0.tgz'], 'a951bda06ce9d976'],
])('%j lies in the folder %s of the npx cache', (packages, key) => {
  expect(npxKey(packages, '/anywhere')).toBe(key);
});

test('the order in which packages are named is no matter', () => {
  expect(npxKey(['b', 'a'], '/')).toBe(npxKey(['a', 'b'], '/'));
});

test('a folder is named by its full path, so that two of the same relative name are two', () => {
  expect(npxKey(['./server'], '/one')).not.toBe(npxKey(['./server'], '/two'));
  expect(npxKey(['./server'], '/one')).toBe(npxKey(['/one/server'], '/two'));
});
