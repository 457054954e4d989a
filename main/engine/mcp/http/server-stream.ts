import type { IncomingMessage } from 'node:http';
import { closed, type Exchange, type Exchanges, isEventStream } from './exchanges.ts';
import type { HttpOutcome } from './http-client.ts';
import { statusFault } from './http-fault.ts';
import type { Reach } from './reach.ts';

const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

export interface ServerStreamOptions {
  readonly exchanges: Exchanges;
  readonly reach: Reach;
  /** The host and port, for sentences. */
  readonly where: string;
  readonly hasSession: () => boolean;
  /** What the server asked for. */
  readonly retryMs: () => number;
  get(exchange: Exchange): Promise<HttpOutcome>;
  /** Reads the stream; returns whether there was a message in it, once it is over. */
  read(exchange: Exchange, response: IncomingMessage): () => boolean;
}

/**
 * Keeps the server's own stream open, until it says that it has none: changes of its lists and its requests come on it,
 * and its end is the first sign that the server is gone.
 */
export async function keepServerStream(options: ServerStreamOptions): Promise<void> {
  const { exchanges, reach } = options;
  let waitMs = RETRY_MIN_MS;
  while (!exchanges.isOver) {
    const exchange = exchanges.begin(null, 'supervisor');
    const outcome = await options.get(exchange);
    if (!exchanges.isWanted(exchange)) return;
    if (outcome.ok) {
      const { response, status } = outcome;
      const fault = statusFault(status, options.where);
      if (!fault && (status >= 300 || !isEventStream(response))) {
        exchanges.drop(exchange);
        if (status === 404 && options.hasSession()) reach.loseSession();
        return;
      }
      if (fault) reach.noteFailed(fault, exchange.begunMs);
      else {
        reach.noteReached();
        const hasHeard = options.read(exchange, response);
        await closed(response);
        if (hasHeard()) waitMs = RETRY_MIN_MS;
      }
    } else reach.noteFailed(outcome.error, exchange.begunMs);
    exchanges.drop(exchange);
    await exchanges.pause(Math.max(waitMs, options.retryMs()));
    waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
  }
}
