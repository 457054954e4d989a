import { beforeEach, describe, expect, it } from 'vitest';
import { cacheKey, clientKey } from '../../../../main/engine/gateway/guard/cache-key.ts';
import {
  createResponseCache,
  type ResponseCache,
} from '../../../../main/engine/gateway/guard/response-cache.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

let clock: FakeClock;
let maxEntries: number;
let cache: ResponseCache;

beforeEach(() => {
  clock = new FakeClock();
  maxEntries = 1_000;
  cache = createResponseCache({ maxEntries: () => maxEntries, clock });
});

function key(method: string, params?: Record<string, unknown>, server = 'files'): string {
  return cacheKey({ server, method, params });
}

function keep(at: string, text = at, ttlMs = 1_000, bytes = 100): void {
  cache.set(at, { value: { text }, text: 'x'.repeat(bytes) }, ttlMs, cache.stamp(at));
}

function read(uri: string): string {
  return key('resources/read', { uri });
}

it('gives an answer back until its time is over', () => {
  keep(key('tools/call'), 'tools');
  clock.advance(999);
  expect(cache.get(key('tools/call'))?.value).toEqual({ text: 'tools' });
  clock.advance(2);
  expect(cache.get(key('tools/call'))).toBeUndefined();
  expect(cache.figures('files')).toEqual({ entries: 0, hits: 1, misses: 1 });
  expect(cache.figures('others')).toEqual({ entries: 0, hits: 0, misses: 0 });
});

it('counts no timer of its own', () => {
  keep(key('tools/call'));
  cache.get(key('tools/call'));
  expect(clock.pendingTimers).toBe(0);
});

it('keeps no more answers than are configured, and forgets the least used one', () => {
  maxEntries = 2;
  keep(read('a'));
  keep(read('b'));
  cache.get(read('a'));
  keep(read('c'));
  expect([read('a'), read('b'), read('c')].map((one) => cache.get(one) !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
  expect(cache.figures('files').entries).toBe(2);
  maxEntries = 0;
  keep(read('d'));
  expect(cache.get(read('d'))).toBeUndefined();
});

it('keeps no answer that would drive out all others', () => {
  keep(read('small'));
  keep(read('huge'), 'huge', 1_000, 9 * 1024 * 1024);
  expect(cache.get(read('huge'))).toBeUndefined();
  expect(cache.get(read('small'))).toBeDefined();
  for (let i = 0; i < 100; i++) keep(read(`big ${i}`), 'big', 1_000, 1024 * 1024);
  expect(cache.figures('files').entries).toBeLessThan(64);
});

it('gives a client what is kept for it alone, and nobody else', () => {
  keep(clientKey(read('inbox'), 'one'), 'for one');
  expect(cache.get(read('inbox'), 'one')?.value).toEqual({ text: 'for one' });
  expect(cache.get(read('inbox'), 'two')).toBeUndefined();
  expect(cache.get(read('inbox'))).toBeUndefined();
  keep(read('inbox'), 'for all');
  expect(cache.get(read('inbox'), 'two')?.value).toEqual({ text: 'for all' });
});

describe('what is told to have changed', () => {
  beforeEach(() => {
    keep(key('tools/call', { name: 'now' }));
    keep(read('file:///a'));
    keep(read('file:///b'));
    keep(clientKey(read('file:///a'), 'one'));
    keep(key('tools/call', {}, 'github'));
  });

  it.each([
    ['tools' as const, 3],
    ['reads' as const, 1],
    ['all' as const, 0],
    [{ uri: 'file:///a' }, 2],
    [{ uri: 'file:///a/part' }, 2],
    [{ uri: 'file:///ab' }, 4],
  ])('is not given any more: %j', (what, left) => {
    expect(cache.figures('files').entries).toBe(4);
    cache.invalidate('files', what);
    expect(cache.figures('files').entries).toBe(left);
    expect(cache.figures('github').entries).toBe(1);
  });

  it('is not given to the one client alone that it was told to', () => {
    cache.invalidate('files', 'all', 'one');
    expect(cache.figures('files').entries).toBe(3);
    expect(cache.get(clientKey(read('file:///a'), 'one'))).toBeUndefined();
  });

  it('is not kept either when the answer was on its way', () => {
    const at = key('tools/call');
    const stamp = cache.stamp(at);
    cache.invalidate('files', 'tools');
    cache.set(at, { value: { text: 'old' }, text: 'x'.repeat(10) }, 1_000, stamp);
    expect(cache.get(at)).toBeUndefined();
    keep(at, 'new');
    expect(cache.get(at)?.value).toEqual({ text: 'new' });
  });
});

it('knows the same question in any order, whatever is in its _meta', () => {
  const one = key('tools/call', {
    name: 'x',
    arguments: { a: 1, b: [{ c: 1, d: 2 }] },
    _meta: { progressToken: 1 },
  });
  const two = key('tools/call', { arguments: { b: [{ d: 2, c: 1 }], a: 1 }, name: 'x' });
  expect(one).toBe(two);
  expect(key('tools/call')).toBe(key('tools/call', {}));
  expect(key('tools/call', { cursor: '2' })).not.toBe(key('tools/call'));
  expect(key('tools/call', { arguments: { a: '1' } })).not.toBe(key('tools/call', { arguments: { a: 1 } }));
});
