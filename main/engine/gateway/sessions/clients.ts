import type { ClientView } from '#contract/traffic.ts';
import type { Client } from '../relay/client.ts';
import type { LegacySession } from './legacy-session.ts';
import type { ModernCaller } from './modern-caller.ts';

export type KnownClient = LegacySession | ModernCaller;

/** A client without a stream that was here a moment ago still counts as attached. */
export const HERE_MS = 10_000;
/** Whoever was here within this does not have to make room for another. */
const GRACE_MS = 30_000;
/** One of the modern era has no leave to take: after this long without a word it is taken for gone. */
const MODERN_IDLE_MS = 5 * 60_000;

/** Who is known to be there: attached, or away for a while. */
export class Clients {
  readonly #byId = new Map<string, KnownClient>();

  get size(): number {
    return this.#byId.size;
  }

  add(client: KnownClient): void {
    this.#byId.set(client.id, client);
  }

  get(id: string): KnownClient | undefined {
    return this.#byId.get(id);
  }

  delete(client: KnownClient): void {
    this.#byId.delete(client.id);
  }

  values(): Iterable<KnownClient> {
    return this.#byId.values();
  }

  /**
   * The one that has been away for longest; null while all are here, or were a moment ago.
   * @param nowMs monotonic
   */
  longestAway(nowMs: number): KnownClient | null {
    let oldest: KnownClient | null = null;
    for (const client of this.away(nowMs, GRACE_MS)) {
      if (oldest === null || seenMs(client) < seenMs(oldest)) oldest = client;
    }
    return oldest;
  }

  /** Those that are not attached, and of which nothing has been heard for so long. */
  away(nowMs: number, forMs: number): KnownClient[] {
    return [...this.#byId.values()].filter((client) => !client.isAttached && nowMs - seenMs(client) >= forMs);
  }

  /**
   * Modern callers of which nothing has been heard for long.
   * @param nowMs monotonic
   */
  silent(nowMs: number): ModernCaller[] {
    const found: ModernCaller[] = [];
    for (const client of this.#byId.values()) {
      if (client.era === 'legacy' || client.isAttached) continue;
      if (nowMs - seenMs(client) > MODERN_IDLE_MS && !client.isAwaited) found.push(client);
    }
    return found;
  }

  views(): ClientView[] {
    return [...this.#byId.values()].map(viewClient);
  }
}

function seenMs({ seenMs, openedMs }: KnownClient): number {
  return seenMs ?? openedMs;
}

function viewClient(client: KnownClient): ClientView {
  const { info } = client.identity;
  const { transport, token } = client.caller;
  return {
    id: client.id,
    name: client.name,
    version: typeof info['version'] === 'string' ? info['version'].slice(0, 40) : null,
    token,
    era: client.era,
    protocol_version: client.protocolVersion,
    transport,
    server: serverOf(client),
    since: new Date(client.sinceMs).toISOString(),
    last_request_at: client.lastRequestMs === null ? null : new Date(client.lastRequestMs).toISOString(),
    requests: client.requests,
    errors: client.errors,
    in_flight: client.calls.size,
  };
}

function serverOf({ scope }: Client): string | null {
  return scope.kind === 'server' ? scope.name : null;
}
