import { isObject, META } from '../bridge/meta.ts';
import type { ReplyStream, RpcId, RpcNotification } from '../core.ts';
import { isWithin } from '../guard/uri-within.ts';
import type { Line } from '../line/line.ts';
import type { Offer } from '../offer/offer.ts';
import type { Client } from '../relay/client.ts';

type Params = Readonly<Record<string, unknown>>;

const LISTS: Readonly<Record<string, readonly [filter: string, capability: string]>> = {
  'notifications/tools/list_changed': ['toolsListChanged', 'tools'],
  'notifications/prompts/list_changed': ['promptsListChanged', 'prompts'],
  'notifications/resources/list_changed': ['resourcesListChanged', 'resources'],
};

/** One `subscriptions/listen` of a modern client: a request whose answer comes when it ends. */
export class Listen {
  readonly #id: RpcId;
  readonly #reply: ReplyStream;
  /** What was promised of what was wished for. */
  readonly #honoured: Record<string, unknown> = {};
  readonly #uris: readonly string[];
  readonly #lines = new Map<string, Line>();

  constructor(id: RpcId, reply: ReplyStream, wanted: Params, capabilities: Params) {
    this.#id = id;
    this.#reply = reply;
    for (const [filter, capability] of Object.values(LISTS)) {
      if (wanted[filter] === true && capabilities[capability] !== undefined) this.#honoured[filter] = true;
    }
    const resources = capabilities['resources'];
    const canSubscribe = isObject(resources) && resources['subscribe'] === true;
    const uris = wanted['resourceSubscriptions'];
    this.#uris = canSubscribe && Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
  }

  begin(client: Client, offer: Offer): void {
    for (const uri of this.#uris) {
      const line = offer.lineOfResource(uri, client);
      if (line === null) continue;
      this.#lines.set(uri, line);
      line.subscriptions.want(client, uri);
    }
    if (this.#uris.length > 0) this.#honoured['resourceSubscriptions'] = [...this.#lines.keys()];
    this.#send('notifications/subscriptions/acknowledged', { notifications: this.#honoured });
  }

  tell({ method, params = {} }: RpcNotification): void {
    const list = LISTS[method];
    if (list !== undefined) {
      if (this.#honoured[list[0]] === true) this.#send(method, params);
      return;
    }
    if (method !== 'notifications/resources/updated') return;
    const uri = String(params['uri']);
    const isWanted = [...this.#lines.keys()].some((wanted) => isWithin(uri, wanted));
    if (isWanted) this.#send(method, params);
  }

  /** By the gateway's wish; the client may listen anew. */
  end(): void {
    this.#reply.end({
      jsonrpc: '2.0',
      id: this.#id,
      result: { resultType: 'complete', _meta: { [META.subscriptionId]: this.#id } },
    });
  }

  close(client: Client): void {
    for (const [uri, line] of this.#lines) line.subscriptions.unwant(client, uri);
    this.#lines.clear();
  }

  #send(method: string, params: Params): void {
    const meta = isObject(params['_meta']) ? params['_meta'] : {};
    const _meta = { ...meta, [META.subscriptionId]: this.#id };
    this.#reply.send({ jsonrpc: '2.0', method, params: { ...params, _meta } });
  }
}
