import type { Clock } from '../../ports.ts';
import type { Answer, Connection } from '../connection.ts';
import type { ListenFilter } from '../mcp.ts';
import { type Introduction, modernParams } from '../modern-params.ts';

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
/** A subscription that is not acknowledged within this time is taken back, and asked for again later. */
const ACKNOWLEDGE_MAX_MS = 10_000;
/** Between the end of a subscription and the next try, twice as long after each that did not last. */
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** Where each subscription has a stream of its own, what was said on the old one may still be on its way. */
const LINGER_MS = 1_000;
/** A server that does not know the method, or does not take these parameters, will not the next time either. */
const REFUSALS = new Set([-32601, -32602]);

interface Subscription {
  readonly id: number;
  readonly filter: ListenFilter;
  /** Monotonic; null before it was acknowledged. */
  sinceMs: number | null;
}

export interface ListeningOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** What the server says, on whichever subscription, comes in the order in which it said it. */
  readonly isOrdered: boolean;
  readonly tell: (method: string, params: Readonly<Record<string, unknown>>) => void;
}

/**
 * What a modern server is asked to tell: one `subscriptions/listen`, a request without an end. Another filter is another
 * request, and the old one is taken back when the new one is acknowledged, so that nothing is lost in between. One that
 * ends early is asked for again, and all that it was for is then told as changed, since nobody heard meanwhile.
 */
export class Listening {
  readonly #options: ListeningOptions;
  #wanted: ListenFilter | null = null;
  #introduction: Introduction | null = null;
  #live: Subscription | null = null;
  #opening: Subscription | null = null;
  readonly #leaving = new Map<number, () => void>();
  #hasGap = false;
  #retryMs = RETRY_MIN_MS;
  #cancelTimer = (): void => {};

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  want(filter: ListenFilter, introduction: Introduction): void {
    const wanted = isEmpty(filter) ? null : filter;
    if (JSON.stringify(wanted) === JSON.stringify(this.#wanted)) return;
    this.#wanted = wanted;
    this.#introduction = introduction;
    this.#retryMs = RETRY_MIN_MS;
    this.#dropOpening();
    if (wanted) this.#open(wanted, introduction);
    else {
      if (this.#live) this.#takeBack(this.#live.id);
      this.#live = null;
      this.#hasGap = false;
    }
  }

  /** A notification with the id of a subscription; true when it is one to be told. */
  hears(id: unknown, method: string): boolean {
    const opening = this.#opening;
    if (opening && opening.id === id) this.#establish(opening);
    if (method === ACKNOWLEDGED) return false;
    return this.#live?.id === id || (typeof id === 'number' && this.#leaving.has(id));
  }

  /** The connection is over. */
  end(): void {
    this.#wanted = null;
    this.#live = null;
    this.#opening = null;
    this.#cancelTimer();
    for (const cancel of this.#leaving.values()) cancel();
    this.#leaving.clear();
  }

  #open(filter: ListenFilter, introduction: Introduction): void {
    const { connection, clock } = this.#options;
    const subscription: Subscription = { id: connection.newId(), filter, sinceMs: null };
    this.#opening = subscription;
    this.#cancelTimer = clock.after(ACKNOWLEDGE_MAX_MS, () => {
      this.#dropOpening();
      this.#openLater();
    });
    const params = modernParams(introduction, { notifications: toNotifications(filter) });
    connection.begin(subscription.id, 'subscriptions/listen', params, 'client', {
      settle: (answer) => this.#hearEnd(subscription, answer),
    });
  }

  #establish(subscription: Subscription): void {
    const { clock, isOrdered } = this.#options;
    const old = this.#live;
    this.#cancelTimer();
    this.#opening = null;
    this.#live = subscription;
    subscription.sinceMs = clock.monotonic();
    if (old && isOrdered) this.#takeBack(old.id);
    else if (old) this.#leaveLater(old.id);
    if (this.#hasGap) this.#tellGap(subscription.filter);
    this.#hasGap = false;
  }

  #leaveLater(id: number): void {
    const cancel = this.#options.clock.after(LINGER_MS, () => {
      this.#leaving.delete(id);
      this.#takeBack(id);
    });
    this.#leaving.set(id, cancel);
  }

  #hearEnd(subscription: Subscription, answer: Answer): void {
    this.#leaving.get(subscription.id)?.();
    this.#leaving.delete(subscription.id);
    if (answer.kind === 'closed') return;
    if (subscription === this.#opening) {
      this.#cancelTimer();
      this.#opening = null;
      const isRefused = answer.kind === 'error' && REFUSALS.has(answer.fault.code);
      if (!isRefused) this.#openLater();
    } else if (subscription === this.#live) {
      this.#live = null;
      this.#hasGap = true;
      const { sinceMs } = subscription;
      const hasLasted = sinceMs !== null && this.#options.clock.monotonic() - sinceMs >= RETRY_MAX_MS;
      if (hasLasted) this.#retryMs = RETRY_MIN_MS;
      if (!this.#opening) this.#openLater();
    }
  }

  #openLater(): void {
    const wanted = this.#wanted;
    const introduction = this.#introduction;
    if (!wanted || !introduction) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(this.#retryMs, () => this.#open(wanted, introduction));
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  #dropOpening(): void {
    this.#cancelTimer();
    if (this.#opening) this.#takeBack(this.#opening.id);
    this.#opening = null;
  }

  #takeBack(id: number): void {
    this.#options.connection.cancel(id, 'not listened to any more');
  }

  #tellGap(filter: ListenFilter): void {
    const { tell } = this.#options;
    if (filter.toolsListChanged) tell('notifications/tools/list_changed', {});
    if (filter.promptsListChanged) tell('notifications/prompts/list_changed', {});
    if (filter.resourcesListChanged) tell('notifications/resources/list_changed', {});
    for (const uri of filter.resourceSubscriptions) tell('notifications/resources/updated', { uri });
  }
}

function isEmpty(filter: ListenFilter): boolean {
  return Object.keys(toNotifications(filter)).length === 0;
}

/** A server is asked for nothing by leaving it out. */
function toNotifications(filter: ListenFilter): Record<string, unknown> {
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions } = filter;
  return {
    ...(toolsListChanged ? { toolsListChanged } : {}),
    ...(promptsListChanged ? { promptsListChanged } : {}),
    ...(resourcesListChanged ? { resourcesListChanged } : {}),
    ...(resourceSubscriptions.length > 0 ? { resourceSubscriptions } : {}),
  };
}
