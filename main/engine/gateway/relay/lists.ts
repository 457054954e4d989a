import { isObject, toLegacyParams, toModernParams } from '../bridge/meta.ts';
import { inputRequired } from '../bridge/results.ts';
import type { RpcError } from '../core.ts';
import type { Client } from './client.ts';
import type { Line } from './line.ts';
import { localError, METHOD_NOT_FOUND } from './local-error.ts';

export const LISTS = {
  'tools/list': { key: 'tools', capability: 'tools' },
  'prompts/list': { key: 'prompts', capability: 'prompts' },
  'resources/list': { key: 'resources', capability: 'resources' },
  'resources/templates/list': { key: 'resourceTemplates', capability: 'resources' },
} as const;
export type ListMethod = keyof typeof LISTS;

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
  /** Ready texts of what clients are shown of it, by view. */
  readonly texts: Map<string, string>;
}

/** A server that never stops giving pages is read up to here. */
const PAGES_MAX = 100;

/**
 * What one server, or the process of one client, says that it offers. Asked for once, then answered from here until the
 * server tells of a change or the time is over; while the server is not running nothing about it can change.
 */
export class Lists {
  readonly #line: Line;
  readonly #known = new Map<string, Known>();
  readonly #flights = new Map<string, Promise<ListAnswer>>();
  hits = 0;
  misses = 0;
  /** Rises when something became old, so that an answer that was on its way then is not kept. */
  #stamp = 0;
  #annotations: { readonly of: Known; readonly byName: ReadonlyMap<string, Item> } | null = null;

  constructor(line: Line) {
    this.#line = line;
  }

  /** What is known without asking; null when nothing is. */
  peek(method: ListMethod): Known | null {
    return this.#known.get(method) ?? this.#restore(method);
  }

  /** The hints of a tool, as far as they are known. */
  tool(own: string): Item | null {
    const known = this.peek('tools/list');
    if (known === null) return null;
    if (this.#annotations?.of !== known)
      this.#annotations = {
        of: known,
        byName: new Map(
          known.items.map((item) => [
            String(item['name']),
            isObject(item['annotations']) ? item['annotations'] : {},
          ]),
        ),
      };
    return this.#annotations.byName.get(own) ?? null;
  }

  /** Asks where nothing fresh is known. Never rejects. */
  get(method: ListMethod, client: Client): ListAnswer | Promise<ListAnswer> {
    const { capability } = LISTS[method];
    const { handshake, hub } = this.#line;
    if (handshake !== null && handshake.said.capabilities[capability] === undefined) {
      return { ok: false, error: { code: METHOD_NOT_FOUND, message: `${hub.name} offers no ${capability}` } };
    }
    // What a modern server calls private is kept for each client.
    const own = `${method} ${client.id}`;
    const key = this.#known.has(own) ? own : method;
    const known = this.#known.get(key) ?? this.#restore(method);
    const isRunning = hub.upstream.isReady || !this.#line.isShared;
    if (known !== null && (!isRunning || known.untilMs > hub.clock.monotonic())) {
      this.hits += 1;
      return { ok: true, known, cache: 'hit' };
    }
    this.misses += 1;
    return this.#begin(method, client, true);
  }

  /** Asks for all that the server offers, so that it is known when it sleeps. Never rejects. */
  async fetchAll(client: Client): Promise<void> {
    for (const method of Object.keys(LISTS) as ListMethod[]) {
      if (this.#line.handshake?.said.capabilities[LISTS[method].capability] === undefined) continue;
      if (!this.#known.has(method)) await this.#begin(method, client, false);
    }
  }

  /** Something of these has changed at the server. */
  outdate(capability: 'tools' | 'prompts' | 'resources'): void {
    this.#stamp += 1;
    for (const key of [...this.#known.keys()]) if (key.startsWith(`${capability}/`)) this.#known.delete(key);
  }

  outdateAll(): void {
    this.#stamp += 1;
    this.#known.clear();
  }

  #begin(method: ListMethod, client: Client, isUse: boolean): Promise<ListAnswer> {
    const flightKey = this.#line.era === 'modern' ? `${method} ${client.id}` : method;
    const flying = this.#flights.get(flightKey);
    if (flying !== undefined)
      return flying.then((answer) => (answer.ok ? { ...answer, cache: 'shared' } : answer));
    const flight = this.#fetch(method, client, isUse).finally(() => this.#flights.delete(flightKey));
    this.#flights.set(flightKey, flight);
    return flight;
  }

  #restore(method: ListMethod): Known | null {
    const { hub, isShared } = this.#line;
    if (!isShared || hub.upstream.isReady) return null;
    const kept = hub.catalogues.load(hub.name, hub.upstream.launchKey).get(method);
    if (kept === undefined || !Array.isArray(kept.value)) return null;
    const items = kept.value.filter(isObject);
    const known = { items, atMs: kept.atMs, untilMs: 0, texts: new Map<string, string>() };
    this.#known.set(method, known);
    return known;
  }

  async #fetch(method: ListMethod, client: Client, isUse: boolean): Promise<ListAnswer> {
    const { hub, isShared } = this.#line;
    const stamp = this.#stamp;
    const items: Item[] = [];
    let cursor: unknown;
    let ttlMs = hub.config.cache?.ttlMs ?? 0;
    let isPrivate = false;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer = await this.#ask(method, cursor === undefined ? {} : { cursor }, client, isUse);
      if ('error' in answer) return { ok: false, error: answer.error };
      const { result } = answer;
      const more = result[LISTS[method].key];
      if (Array.isArray(more)) items.push(...more.filter(isObject));
      if (this.#line.era === 'modern') {
        if (typeof result['ttlMs'] === 'number') ttlMs = Math.min(ttlMs, result['ttlMs']);
        isPrivate ||= result['cacheScope'] !== 'public';
      }
      const next = result['nextCursor'];
      if (typeof next !== 'string' || next === cursor) break;
      cursor = next;
    }
    const atMs = hub.clock.now();
    const known: Known = { items, atMs, untilMs: hub.clock.monotonic() + ttlMs, texts: new Map() };
    if (stamp === this.#stamp) {
      this.#known.set(isPrivate ? `${method} ${client.id}` : method, known);
      if (isShared && !isPrivate) hub.catalogues.save(hub.name, hub.upstream.launchKey, method, items);
    }
    return { ok: true, known, cache: 'miss' };
  }

  async #ask(
    method: ListMethod,
    params: Item,
    client: Client,
    isUse: boolean,
  ): Promise<{ readonly result: Item } | { readonly error: RpcError }> {
    const { hub, way, era } = this.#line;
    const inEra = era === 'modern' ? toModernParams(params, client.identity, null) : toLegacyParams(params);
    const { requestMs: timeoutMs } = hub.config.timeouts;
    const outcome = await way.request({ method, params: inEra, timeoutMs, repeatable: true, isUse });
    switch (outcome.kind) {
      case 'answered': {
        const { answer } = outcome;
        if (answer.kind === 'error') {
          const { code, message, data } = answer;
          return { error: { code, message, ...(data === undefined ? {} : { data }) } };
        }
        const result = isObject(answer.result) ? answer.result : {};
        if (inputRequired(result) === null) return { result };
        return {
          error: localError(
            'not-supported-by-client',
            `${hub.name} asks back before it lists what it offers`,
          ),
        };
      }
      case 'unavailable':
        return { error: localError('server-unavailable', `${hub.name}: ${outcome.message}`) };
      case 'timeout':
        return { error: localError('timeout', `${hub.name}: ${outcome.message}`) };
      case 'cancelled':
        return { error: localError('cancelled', `${hub.name}: the request was cancelled`) };
      default:
        return outcome satisfies never;
    }
  }
}
