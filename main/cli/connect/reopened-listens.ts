import { isParams, type Message, type RpcId } from './messages.ts';

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';
const CHANGES = {
  toolsListChanged: 'notifications/tools/list_changed',
  promptsListChanged: 'notifications/prompts/list_changed',
  resourcesListChanged: 'notifications/resources/list_changed',
} as const;

/**
 * The `subscriptions/listen` of a client of the modern era that were asked again of a new engine: its second
 * acknowledgement is news to nobody, but that the lists may have changed meanwhile is.
 */
export class ReopenedListens {
  private readonly ids = new Set<RpcId>();

  add(id: RpcId): void {
    this.ids.add(id);
  }

  /** What the client gets for an acknowledgement that it has had already; null for any other message. */
  insteadOf({ method, params }: Message): Message[] | null {
    if (method !== 'notifications/subscriptions/acknowledged') return null;
    const meta = params?.['_meta'];
    const id = isParams(meta) ? meta[SUBSCRIPTION_ID] : undefined;
    if ((typeof id !== 'string' && typeof id !== 'number') || !this.ids.delete(id)) return null;
    const filter = params?.['notifications'];
    return Object.entries(CHANGES)
      .filter(([key]) => isParams(filter) && filter[key] === true)
      .map(([, change]) => ({ method: change, params: { _meta: { [SUBSCRIPTION_ID]: id } } }));
  }
}
