import { isParams, type Message, type Params } from './messages.ts';

const LISTS = ['tools', 'prompts', 'resources'] as const;

/** What a client of the legacy era has set up, so that it can be set up again with a new engine. */
export class SessionMemory {
  /** As the client sent it; null until it was answered. */
  initialize: Message | null = null;
  isInitialized = false;
  private capabilities: Params = {};
  private readonly subscribed = new Set<string>();
  private logLevel: Params | null = null;

  /** A request of the client was answered with this result. */
  answered(request: Message, result: Params): void {
    const uri = request.params?.['uri'];
    if (request.method === 'initialize') {
      this.initialize = request;
      this.greeted(result);
    } else if (request.method === 'resources/subscribe') this.subscribed.add(String(uri));
    else if (request.method === 'resources/unsubscribe') this.subscribed.delete(String(uri));
    else if (request.method === 'logging/setLevel') this.logLevel = request.params ?? null;
  }

  /** The result of an `initialize`. */
  greeted({ capabilities }: Params): void {
    this.capabilities = isParams(capabilities) ? capabilities : {};
  }

  /** The requests that set a new engine up as the old one was. */
  requests(): Message[] {
    const subscriptions = [...this.subscribed].map((uri) => ({
      method: 'resources/subscribe',
      params: { uri },
    }));
    const level = this.logLevel === null ? [] : [{ method: 'logging/setLevel', params: this.logLevel }];
    return [...level, ...subscriptions];
  }

  /** For the client of a new engine: what it knows of the lists may be out of date. */
  listChanges(): Message[] {
    return LISTS.filter((list) => {
      const capability = this.capabilities[list];
      return isParams(capability) && capability['listChanged'] === true;
    }).map((list) => ({ method: `notifications/${list}/list_changed` }));
  }
}
