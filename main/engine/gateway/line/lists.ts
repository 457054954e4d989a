import type { KeptAnswer } from '../../state/state.ts';
import { isObject } from '../bridge/meta.ts';
import type { RpcError } from '../core.ts';
import type { Client } from '../relay/client.ts';
import { METHOD_NOT_FOUND } from '../relay/local-error.ts';
import { askList } from './ask-list.ts';
import type { Line } from './line.ts';

export const LISTS = {
  'tools/list': { key: 'tools', capability: 'tools' },
  'prompts/list': { key: 'prompts', capability: 'prompts' },
  'resources/list': { key: 'resources', capability: 'resources' },
  'resources/templates/list': { key: 'resourceTemplates', capability: 'resources' },
} as const;
export type ListMethod = keyof typeof LISTS;
/** As its capability is called, and its `list_changed`. */
export type ListKind = (typeof LISTS)[ListMethod]['capability'];

export type Item = Readonly<Record<string, unknown>>;

export type ListAnswer =
  | { readonly ok: true; readonly known: Known; readonly cache: 'hit' | 'miss' | 'shared' }
  | { readonly ok: false; readonly error: RpcError };

/** All pages of one list. */
export interface Known {
  readonly items: readonly Item[];
  /** Wall time at which it was asked for. */
  readonly atMs: number;
  /** Monotonic; asked for anew afterwards. */
  readonly untilMs: number;
  /** Ready texts of what clients are shown of it, by {@link ToolFilter.view}. */
  readonly texts: WeakMap<object, string>;
}

type Found = { readonly known: Known; readonly isPrivate: boolean };

/** A server that never stops giving pages is read up to here. */
const PAGES_MAX = 100;

/**
 * What one server, or the process of one client, says that it offers. Asked for once, then answered from here until the
 * server tells of a change or the time is over; while it does not run it tells of none, and is not woken to be asked
 * again. What a modern server calls private is shown to the client alone that it was said to.
 */
export class Lists {
  readonly #line: Line;
  /** For all clients. */
  readonly #public = new Map<ListMethod, Known>();
  /** For one client each, Signalbox itself among them. */
  readonly #private = new Map<Client, Map<ListMethod, Known>>();
  /** Private lists as one, by what they were made of. */
  readonly #joined = new Map<ListMethod, { readonly of: readonly Known[]; readonly known: Known }>();
  readonly #flights = new Map<string, Promise<ListAnswer>>();
  hits = 0;
  misses = 0;
  /** Rise when something became old, so that an answer that was on its way then is not kept. */
  readonly #stamps = { tools: 0, prompts: 0, resources: 0 };
  /** What was kept on disk under this key has been looked for. */
  #restoredFor: string | null = null;
  #hints: { readonly of: Known; readonly byName: ReadonlyMap<string, Item> } | null = null;

  constructor(line: Line) {
    this.#line = line;
  }

  /** All that is known without asking, whomever it was said to: for names and hints, and for the owner. Null for nothing. */
  peek(method: ListMethod): Known | null {
    const known = this.#public.get(method);
    if (known !== undefined) return known;
    this.#restore();
    return this.#public.get(method) ?? this.#join(method);
  }

  /** The hints of a tool; null where the tool is not known. */
  hints(own: string): Item | null {
    const known = this.peek('tools/list');
    if (known === null) return null;
    if (this.#hints?.of !== known)
      this.#hints = {
        of: known,
        byName: new Map(
          known.items.map((item) => [
            String(item['name']),
            isObject(item['annotations']) ? item['annotations'] : {},
          ]),
        ),
      };
    return this.#hints.byName.get(own) ?? null;
  }

  /** Asks where nothing fresh is known. Never rejects. */
  get(method: ListMethod, client: Client): ListAnswer | Promise<ListAnswer> {
    const { capability } = LISTS[method];
    const { handshake, hub, way } = this.#line;
    if (handshake !== null && handshake.said.capabilities[capability] === undefined) {
      return { ok: false, error: { code: METHOD_NOT_FOUND, message: `${hub.name} offers no ${capability}` } };
    }
    this.#restore();
    const known = this.#private.get(client)?.get(method) ?? this.#public.get(method);
    if (known !== undefined && (!way.isReady || known.untilMs > hub.clock.monotonic())) {
      this.hits += 1;
      return { ok: true, known, cache: 'hit' };
    }
    this.misses += 1;
    return this.#begin(method, client, true);
  }

  /** Asks for all that the server offers, so that it is known when it sleeps. Never rejects. */
  async fetchAll(client: Client): Promise<void> {
    for (const method of METHODS) {
      if (this.#line.handshake?.said.capabilities[LISTS[method].capability] === undefined) continue;
      const isKnown = this.#public.has(method) || this.#private.get(client)?.has(method) === true;
      if (!isKnown) await this.#begin(method, client, false);
    }
  }

  /** Something of these has changed at the server. */
  outdate(kind: ListKind): void {
    this.#stamps[kind] += 1;
    this.#restoredFor = null;
    for (const method of METHODS) {
      if (LISTS[method].capability !== kind) continue;
      this.#public.delete(method);
      for (const lists of this.#private.values()) lists.delete(method);
    }
  }

  outdateAll(): void {
    for (const kind of ['tools', 'prompts', 'resources'] as const) this.outdate(kind);
  }

  /** What was said to this client alone is forgotten. */
  leave(client: Client): void {
    this.#private.delete(client);
  }

  #begin(method: ListMethod, client: Client, isUse: boolean): Promise<ListAnswer> {
    // Who asks after a change gets no answer that was asked for before it.
    const stamp = this.#stamps[LISTS[method].capability];
    const shared = `${method} ${stamp}`;
    const flightKey = this.#line.era === 'modern' ? `${shared} ${client.id}` : shared;
    const flying = this.#flights.get(flightKey);
    if (flying !== undefined)
      return flying.then((answer) => (answer.ok ? { ...answer, cache: 'shared' } : answer));
    const flight = this.#fetch(method, client, isUse).finally(() => this.#flights.delete(flightKey));
    this.#flights.set(flightKey, flight);
    return flight;
  }

  /** What was known of a server that sleeps when it ran last; looked for once. */
  #restore(): void {
    const { hub, isShared, way } = this.#line;
    const { launchKey } = hub.upstream;
    if (!isShared || way.isReady || this.#restoredFor === launchKey) return;
    this.#restoredFor = launchKey;
    const kept = hub.catalogues.load(hub.name, launchKey);
    for (const method of METHODS) {
      const answer = kept.get(method);
      const found = answer === undefined ? null : fromDisk(answer);
      if (found !== null && this.#private.get(hub.self)?.has(method) !== true && !this.#public.has(method))
        this.#keep(method, hub.self, found);
    }
  }

  #keep(method: ListMethod, client: Client, { known, isPrivate }: Found): void {
    if (!isPrivate) {
      this.#public.set(method, known);
      for (const lists of this.#private.values()) lists.delete(method);
      return;
    }
    this.#public.delete(method);
    if (client.isGone) return;
    const lists = this.#private.get(client) ?? new Map<ListMethod, Known>();
    this.#private.set(client, lists);
    lists.set(method, known);
  }

  /** What clients were told one by one; of what several were told the first counts. */
  #join(method: ListMethod): Known | null {
    const of = [...this.#private.values()].flatMap((lists) => lists.get(method) ?? []);
    const [first] = of;
    if (first === undefined || of.length === 1) return first ?? null;
    const joined = this.#joined.get(method);
    if (joined?.of.length === of.length && joined.of.every((one, at) => one === of[at])) return joined.known;
    const items = withoutTwins(of.flatMap((list) => list.items));
    const known = { ...first, items, texts: new WeakMap() };
    this.#joined.set(method, { of, known });
    return known;
  }

  async #fetch(method: ListMethod, client: Client, isUse: boolean): Promise<ListAnswer> {
    const { hub, isShared } = this.#line;
    const kind = LISTS[method].capability;
    const stamp = this.#stamps[kind];
    const told: Item[] = [];
    let cursor: unknown;
    let ttlMs = hub.config.cache?.ttlMs ?? 0;
    let isPrivate = false;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const params = cursor === undefined ? {} : { cursor };
      const answer = await askList(this.#line, method, params, client, isUse);
      if ('error' in answer) return { ok: false, error: answer.error };
      const { result } = answer;
      const more = result[LISTS[method].key];
      if (Array.isArray(more)) told.push(...more.filter(isObject));
      if (this.#line.era === 'modern') {
        if (typeof result['ttlMs'] === 'number') ttlMs = Math.min(ttlMs, result['ttlMs']);
        isPrivate ||= result['cacheScope'] !== 'public';
      }
      const next = result['nextCursor'];
      if (typeof next !== 'string' || next === cursor) break;
      cursor = next;
    }
    // What a server names twice could only be called once.
    const items = withoutTwins(told);
    const atMs = hub.clock.now();
    const known: Known = { items, atMs, untilMs: hub.clock.monotonic() + ttlMs, texts: new WeakMap() };
    if (stamp === this.#stamps[kind]) {
      this.#keep(method, client, { known, isPrivate });
      if (isShared && (!isPrivate || client === hub.self))
        hub.catalogues.save(hub.name, hub.upstream.launchKey, method, isPrivate ? { private: items } : items);
    }
    return { ok: true, known, cache: 'miss' };
  }
}

const METHODS = Object.keys(LISTS) as ListMethod[];

/** Of several items of one name, or one URI, the first counts. */
function withoutTwins(items: readonly Item[]): readonly Item[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const id = item['uriTemplate'] ?? item['uri'] ?? item['name'];
    const isTwin = id !== undefined && seen.has(id);
    seen.add(id);
    return !isTwin;
  });
}

function fromDisk({ value, atMs }: KeptAnswer): Found | null {
  const isPrivate = isObject(value);
  const items: unknown = isPrivate ? value['private'] : value;
  if (!Array.isArray(items)) return null;
  return { known: { items: items.filter(isObject), atMs, untilMs: 0, texts: new WeakMap() }, isPrivate };
}
