import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import type { TopicName } from '#contract/channel-names.ts';
import { type TopicEnvelope, type TopicMessage, topics } from '#contract/channels.ts';
import type { EngineClient } from './engine-client.ts';
import { CliError, EXIT, NoEngineError } from './exit-codes.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
const HANDSHAKE_LIMIT_MS = 10_000;

export interface FollowOptions {
  /** Looks for the engine anew at each connection: after a restart it has another port and token. */
  readonly find: () => Promise<EngineClient>;
  /** Connected, for the first time or again: the moment to ask for what was missed. Messages wait until it is done. */
  readonly onConnected: (engine: EngineClient) => Promise<void>;
  /** The connection ended; told once until it is back. */
  readonly onLost: () => void;
  /** Ends the following. */
  readonly signal: AbortSignal;
}

interface FollowTopicsOptions extends FollowOptions {
  readonly topics: readonly TopicName[];
  readonly onMessage: (message: TopicEnvelope) => void;
}

/** As {@link followTopics}, of one topic. */
export function followTopic<Name extends TopicName>(
  options: FollowOptions & {
    readonly topic: Name;
    readonly onMessage: (message: TopicMessage<Name>) => void;
  },
): Promise<void> {
  return followTopics({
    ...options,
    topics: [options.topic],
    onMessage: ({ data }) => options.onMessage(data as TopicMessage<Name>),
  });
}

/**
 * Follows topics over the WebSocket `/events` until the signal: a dropped connection is made again, at first after
 * 250 ms, then at most every 5 s. Rejects when the engine is not there at the beginning, or refuses.
 */
export async function followTopics(options: FollowTopicsOptions): Promise<void> {
  // A cast, for the compiler does not see that the callback below sets it.
  let state = 'new' as 'new' | 'connected' | 'lost';
  let retryMs = FIRST_RETRY_MS;
  while (!options.signal.aborted) {
    try {
      await holdConnection(await options.find(), options, () => {
        state = 'connected';
        retryMs = FIRST_RETRY_MS;
      });
    } catch (error) {
      // An engine that went away may come back; any other fault, and one at the first try, is the caller's.
      const gone = error instanceof CliError && error.exitCode === EXIT.noEngine;
      if (state === 'new' || !gone) throw error;
    }
    if (options.signal.aborted) return;
    if (state === 'connected') options.onLost();
    state = 'lost';
    await pause(retryMs, options.signal);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

/** One connection from its handshake to its end. Resolves when it ended; rejects when it never came to be. */
function holdConnection(
  engine: EngineClient,
  { topics: wanted, onConnected, onMessage, signal }: FollowTopicsOptions,
  opened: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('events', engine.runtime.url.replace(/^http/, 'ws')), {
      headers: { authorization: `Bearer ${engine.runtime.token}` },
      handshakeTimeout: HANDSHAKE_LIMIT_MS,
    });
    let fault: unknown = null;
    /** Messages that came while `onConnected` was at work; null when it is done. */
    let waiting: TopicEnvelope[] | null = [];
    const end = (): void => socket.close();
    const failWith = (error: unknown): void => {
      fault ??= error;
      socket.close();
    };
    signal.addEventListener('abort', end);
    socket.once('open', () => {
      opened();
      onConnected(engine)
        .then(() => {
          for (const message of waiting ?? []) onMessage(message);
          waiting = null;
        })
        .catch(failWith);
    });
    socket.on('message', (data) => {
      try {
        const message = messageOf(wanted, String(data));
        if (message === null) return;
        if (waiting === null) onMessage(message);
        else waiting.push(message);
      } catch (error) {
        failWith(error);
      }
    });
    socket.on('error', (error) => {
      fault ??= new NoEngineError(engine.home, { cause: error });
    });
    socket.once('close', () => {
      signal.removeEventListener('abort', end);
      if (fault === null || signal.aborted) resolve();
      else reject(fault);
    });
  });
}

/** The frame when its topic is wanted; null for other topics. Throws on a frame that is none. */
function messageOf(wanted: readonly TopicName[], text: string): TopicEnvelope | null {
  const { topic, data } = JSON.parse(text) as TopicEnvelope;
  // The schema is the topic's, which the compiler can't see through the union.
  return wanted.includes(topic) ? ({ topic, data: topics[topic].parse(data) } as TopicEnvelope) : null;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
