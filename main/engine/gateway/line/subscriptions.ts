import { isWithin } from '../guard/uri-within.ts';
import type { Client } from '../relay/client.ts';
import type { Line } from './line.ts';

type Params = Readonly<Record<string, unknown>>;

/** Which client wants to hear of which resource, on one line; the server is asked once for all of them. */
export class Subscriptions {
  readonly #line: Line;
  readonly #byUri = new Map<string, Map<Client, number>>();

  constructor(line: Line) {
    this.#line = line;
  }

  /** A client may want it more than once, in several streams. The server is asked with the first wish of all. */
  add(client: Client, uri: string): { readonly isFirst: boolean } {
    const clients = this.#byUri.get(uri) ?? new Map<Client, number>();
    this.#byUri.set(uri, clients);
    clients.set(client, (clients.get(client) ?? 0) + 1);
    return { isFirst: clients.size === 1 && clients.get(client) === 1 };
  }

  /** @param all of its wishes, as a client of the legacy era means it */
  remove(client: Client, uri: string, all: boolean): { readonly isLast: boolean } {
    const clients = this.#byUri.get(uri);
    const left = all ? 0 : (clients?.get(client) ?? 1) - 1;
    if (clients === undefined || !clients.has(client)) return { isLast: false };
    if (left > 0) clients.set(client, left);
    else clients.delete(client);
    if (clients.size > 0) return { isLast: false };
    this.#byUri.delete(uri);
    return { isLast: true };
  }

  /** As {@link add}, and the server is asked without anybody waiting for it. */
  want(client: Client, uri: string): void {
    if (!this.add(client, uri).isFirst) return;
    this.#send('resources/subscribe', uri);
    this.listen();
  }

  unwant(client: Client, uri: string): void {
    if (!this.remove(client, uri, false).isLast) return;
    this.#send('resources/unsubscribe', uri);
    this.listen();
  }

  leave(client: Client): void {
    let isLess = false;
    for (const uri of [...this.#byUri.keys()]) {
      if (!this.remove(client, uri, true).isLast) continue;
      isLess = true;
      this.#send('resources/unsubscribe', uri);
    }
    if (isLess) this.listen();
  }

  onUpdated(uri: string, params: Params): void {
    // Once, also to a client that wants a folder and a file in it.
    const concerned = new Set<Client>();
    for (const [wanted, clients] of this.#byUri) {
      if (isWithin(uri, wanted)) for (const client of clients.keys()) concerned.add(client);
    }
    for (const client of concerned)
      client.tell({ jsonrpc: '2.0', method: 'notifications/resources/updated', params });
  }

  /** A new process of the server knows of none. */
  renew(): void {
    if (this.#line.era === 'modern') this.listen();
    else for (const uri of this.#byUri.keys()) this.#send('resources/subscribe', uri);
  }

  /** A modern server is told the whole of it each time. */
  listen(): void {
    if (this.#line.era !== 'modern') return;
    this.#line.way.listen({
      toolsListChanged: true,
      promptsListChanged: true,
      resourcesListChanged: true,
      resourceSubscriptions: [...this.#byUri.keys()],
    });
  }

  #send(method: string, uri: string): void {
    const { way, era } = this.#line;
    // One that sleeps is asked when it starts.
    if (era === 'legacy' && way.isReady) this.#line.tellServer(method, { uri });
  }
}
