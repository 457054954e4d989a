import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports.ts';
import { clientKey, isOfClient, readCacheKey, uriOfKey } from './cache-key.ts';
import { type CacheKind, cacheKindOf } from './cache-policy.ts';
import { isWithin } from './uri-within.ts';

/** An answer as it is kept. Nobody changes the value: all who ask get the same one. */
export interface CachedAnswer {
  readonly value: Readonly<Record<string, unknown>>;
  /** The same as JSON, ready to be sent. */
  readonly text: string;
}

/**
 * What became old: `tools` (what they answered) after their `list_changed`, `reads` (whatever was read of resources) after
 * theirs or a tool that may have written something, one resource after its `updated`, `all` after a start.
 */
export type Outdated = CacheKind | 'all' | { readonly uri: string };

export interface CacheFigures {
  readonly entries: number;
  /** Since the engine started. */
  readonly hits: number;
  readonly misses: number;
}

/** Answers of all servers, the least used ones forgotten first. Keys are made by `cacheKey`. */
export interface ResponseCache {
  /**
   * Counts as one hit or miss.
   * @param key for all clients
   * @param client looked for first, when it is given: what is kept for it alone
   */
  get(key: string, client?: string): CachedAnswer | undefined;
  /** Taken before a request is sent, for `set`: so an answer that was outdated on its way is not kept. */
  stamp(key: string): number;
  set(key: string, answer: CachedAnswer, ttlMs: number, stamp: number): void;
  /** @param client what is kept for it alone; without it, what is kept for anybody */
  invalidate(server: string, what: Outdated, client?: string): void;
  figures(server: string): CacheFigures;
}

export interface CacheOptions {
  /** The newest setting; 0 keeps nothing. */
  maxEntries(): number;
  readonly clock: Clock;
}

/** Of all texts and keys together. */
const MAX_BYTES = 64 * 1024 * 1024;
/** One answer must not drive out all others. */
const ANSWER_MAX_BYTES = MAX_BYTES / 8;

interface Shelf {
  hits: number;
  misses: number;
  readonly keys: Readonly<Record<CacheKind, Set<string>>>;
  /** How often each was outdated. */
  readonly stamps: Record<CacheKind, number>;
}

export function createResponseCache({ maxEntries, clock }: CacheOptions): ResponseCache {
  const shelves = new Map<string, Shelf>();
  const answers = new LRUCache<string, CachedAnswer>({
    maxSize: MAX_BYTES,
    maxEntrySize: ANSWER_MAX_BYTES,
    sizeCalculation: (answer, key) => answer.text.length + key.length,
    // A resolution of 0 asks the clock each time; any other sets a timer for each look.
    ttlResolution: 0,
    // lru-cache takes the moment 0 for none.
    perf: { now: () => 1 + clock.monotonic() },
    dispose: (_answer, key) => keysLike(key)?.delete(key),
  });

  const shelfOf = (server: string): Shelf => {
    const known = shelves.get(server);
    if (known) return known;
    const shelf: Shelf = {
      hits: 0,
      misses: 0,
      keys: { tools: new Set(), reads: new Set() },
      stamps: { tools: 0, reads: 0 },
    };
    shelves.set(server, shelf);
    return shelf;
  };
  const keysLike = (key: string): Set<string> | undefined => {
    const { server, method } = readCacheKey(key);
    const kind = cacheKindOf(method);
    return kind === null ? undefined : shelfOf(server).keys[kind];
  };
  const outdate = (shelf: Shelf, kind: CacheKind, isMeant: (key: string) => boolean): void => {
    shelf.stamps[kind]++;
    for (const key of shelf.keys[kind]) if (isMeant(key)) answers.delete(key);
  };

  return {
    get(key, client) {
      const own = client === undefined ? undefined : answers.get(clientKey(key, client));
      const answer = own ?? answers.get(key);
      const shelf = shelfOf(readCacheKey(key).server);
      if (answer) shelf.hits++;
      else shelf.misses++;
      return answer;
    },
    stamp(key) {
      const { server, method } = readCacheKey(key);
      const kind = cacheKindOf(method);
      return kind === null ? 0 : shelfOf(server).stamps[kind];
    },
    set(key, answer, ttlMs, stamp) {
      const { server, method } = readCacheKey(key);
      const kind = cacheKindOf(method);
      if (kind === null || ttlMs <= 0 || maxEntries() === 0) return;
      const shelf = shelfOf(server);
      if (shelf.stamps[kind] !== stamp) return;
      answers.set(key, answer, { ttl: ttlMs });
      if (answers.has(key)) shelf.keys[kind].add(key);
      while (answers.size > maxEntries()) answers.pop();
    },
    invalidate(server, what, client) {
      const shelf = shelves.get(server);
      if (!shelf) return;
      const isMeant = (key: string): boolean => client === undefined || isOfClient(key, client);
      if (typeof what === 'object') {
        outdate(shelf, 'reads', (key) => isMeant(key) && concerns(what.uri, uriOfKey(key)));
        return;
      }
      if (what !== 'reads') outdate(shelf, 'tools', isMeant);
      if (what !== 'tools') outdate(shelf, 'reads', isMeant);
    },
    figures(server) {
      const shelf = shelves.get(server);
      if (!shelf) return { entries: 0, hits: 0, misses: 0 };
      const { tools, reads } = shelf.keys;
      const entries = tools.size + reads.size;
      return { entries, hits: shelf.hits, misses: shelf.misses };
    },
  };
}

function concerns(updated: string, read: string | null): boolean {
  return read === null || isWithin(updated, read);
}
