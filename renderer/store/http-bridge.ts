import type { Bridge } from '#contract/bridge.ts';
import { CALLER_HEADER, COMMAND_NAMES, TOPIC_NAMES, type TopicName } from '#contract/channel-names.ts';
import type { TopicEnvelope } from '#contract/channels.ts';
import { openFeed } from './live-feed.ts';

export interface HttpBridgeOptions {
  /** Where the engine answers, for example http://127.0.0.1:4910. */
  readonly origin: string;
  readonly token: string;
  /** Uniform in [0, 1): jitter of the waits between attempts to connect. */
  readonly random?: () => number;
  /** How long a call may take, in milliseconds. */
  readonly limitsMs?: { readonly queries: number; readonly commands: number };
}

/** A query is answered from memory; of the commands, a stop of all servers takes longest. */
const LIMITS_MS = { queries: 15_000, commands: 150_000 } as const;

type Listeners = { [Name in TopicName]: Set<(message: never) => void> };

/**
 * The bridge of a window in a browser: calls over HTTP, topics over one WebSocket that is opened again for as long as
 * the page lives. A call rejects with `code: message`, `unreachable: …` when nobody answers. `close` is for tests.
 */
export function createHttpBridge(options: HttpBridgeOptions): Bridge & { close(): void } {
  const { origin, token, random = Math.random, limitsMs = LIMITS_MS } = options;
  const listeners = Object.fromEntries(TOPIC_NAMES.map((name) => [name, new Set()])) as unknown as Listeners;
  const connectionListeners = new Set<(connected: boolean) => void>();
  const feed = openFeed({
    url: `${origin.replace(/^http/, 'ws')}/events`,
    protocols: ['signalbox', token],
    random,
    onFrame: (frame) => deliver(listeners, frame),
    onConnection: (connected) => {
      for (const listener of connectionListeners) listener(connected);
    },
  });

  return {
    async call(name, input) {
      const kind = (COMMAND_NAMES as readonly string[]).includes(name) ? 'commands' : 'queries';
      const response = await post(`${origin}/${kind}/${name}`, token, input, limitsMs[kind]);
      if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
      // The engine checks its own answers against the contract; they are not checked again here.
      return (await response.json()) as never;
    },
    subscribe(topic, listener) {
      const set: Set<(message: never) => void> = listeners[topic];
      set.add(listener);
      return () => set.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      if (feed.isConnected()) listener(true);
      return () => connectionListeners.delete(listener);
    },
    close: () => feed.close(),
  };
}

async function post(url: string, token: string, input: unknown, limitMs: number): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        [CALLER_HEADER]: 'window',
      },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(limitMs),
    });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new Error(`unreachable: Signalbox did not answer within ${limitMs / 1000} s.`, { cause });
    }
    throw new Error('unreachable: Signalbox does not answer. Is it still running?', { cause });
  }
}

function refusal(status: number, body: unknown): Error {
  if (typeof body === 'object' && body !== null && 'code' in body && 'message' in body) {
    return new Error(`${String(body.code)}: ${String(body.message)}`);
  }
  return new Error(`internal: Signalbox answered with HTTP status ${status}.`);
}

function deliver(listeners: Listeners, frame: string): void {
  const envelope = JSON.parse(frame) as TopicEnvelope;
  // A newer engine may tell of topics that this window does not know.
  const set: Set<(message: never) => void> | undefined = listeners[envelope.topic];
  for (const listener of set ?? []) listener(envelope.data as never);
}
