import type { Calls } from './conversation/calls.ts';
import type { Listening } from './conversation/listening.ts';
import type { ServerRequests } from './conversation/server-requests.ts';
import type { SessionEvents } from './mcp.ts';
import { isRecord, type RpcId } from './message.ts';

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';
const NO_PARAMS: Readonly<Record<string, unknown>> = {};

type Params = Readonly<Record<string, unknown>>;

export interface NotificationsOptions {
  readonly calls: Calls;
  readonly listening: Listening;
  readonly requests: ServerRequests;
  readonly events: SessionEvents;
}

/** Finds out whom a notification of the server is for: a call, or all that listen to the server. */
export class Notifications {
  readonly #options: NotificationsOptions;
  isModern = false;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** @param on the request on whose own stream it came */
  hear(method: string, given: unknown, on: RpcId | null): void {
    const { calls, requests, listening } = this.#options;
    const params = isRecord(given) ? given : NO_PARAMS;
    if (method === 'notifications/progress') calls.noteProgress(params);
    else if (method === 'notifications/cancelled') requests.cancel(params['requestId']);
    else if (this.isModern && subscriptionId(params) !== undefined) {
      if (listening.hears(subscriptionId(params), method)) this.tell(method, withoutSubscription(params));
    } else if (isOfServer(method)) this.tell(method, params);
    else if (on !== null) {
      const call = typeof on === 'number' ? calls.find(on) : null;
      // Without a listener it is lost: it is no other client's.
      call?.onNotification?.(method, params);
    } else if (this.isModern && method === 'notifications/message') this.#hearLog(method, params);
    else this.tell(method, params);
  }

  /** To all that listen to the server. */
  tell(method: string, params: Params): void {
    const { events } = this.#options;
    if (method.endsWith('/list_changed') && isOfServer(method)) events.listChanged();
    events.notification(method, params);
  }

  /** One that can't be told apart from those of other clients is lost. */
  #hearLog(method: string, params: Params): void {
    this.#options.calls.soleAskerForLogs()?.onNotification?.(method, params);
  }
}

/** These are about what the server has, even where they come on the stream of a call that brought the change about. */
function isOfServer(method: string): boolean {
  return (
    method === 'notifications/resources/updated' ||
    /^notifications\/(tools|resources|prompts)\/list_changed$/.test(method)
  );
}

function subscriptionId(params: Params): unknown {
  const meta = params['_meta'];
  return isRecord(meta) ? meta[SUBSCRIPTION_ID] : undefined;
}

/** The id is between the server and us. */
function withoutSubscription(params: Params): Params {
  const { _meta, ...rest } = params;
  if (!isRecord(_meta)) return params;
  const { [SUBSCRIPTION_ID]: _id, ...meta } = _meta;
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta };
}
