import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Caller, GatewayCore } from '../core.ts';
import { type Fault, SESSION_NOT_FOUND, sendAccepted, sendFault } from '../http/answers.ts';
import { EventStream } from '../http/event-stream.ts';
import { type Route, readQuery } from '../http/route.ts';
import type { Seats } from '../http/seats.ts';
import { Conversation } from '../pipe/conversation.ts';

export interface SseOptions {
  readonly core: GatewayCore;
  readonly seats: Seats;
  readonly onFault: (error: unknown) => void;
}

interface SseClient {
  readonly conversation: Conversation;
  readonly stream: EventStream;
  /** The path of its route. */
  readonly base: string;
}

const UNKNOWN_SESSION: Fault = { status: 404, code: SESSION_NOT_FOUND, message: 'Session not found' };

/** HTTP with a stream of events, the transport of revision 2024-11-05: a stream is a session, POSTs name it. */
export class SseHttp {
  readonly #options: SseOptions;
  readonly #clients = new Map<string, SseClient>();

  constructor(options: SseOptions) {
    this.#options = options;
  }

  /** Answers a GET; false, and nothing done, where there is no place for another client. */
  listen(res: ServerResponse, { scope, base, query }: Route, caller: Caller): boolean {
    const { core, seats, onFault } = this.#options;
    const id = randomUUID();
    let stream: EventStream | null = null;
    const conversation = new Conversation({
      core,
      scope,
      caller: { ...caller, transport: 'sse' },
      takesModern: false,
      write: (text) => stream?.send(text, undefined, 'message'),
      isBehind: () => stream?.isBehind === true,
      onClose: () => {
        this.#clients.delete(id);
        seats.leave(conversation);
        stream?.end();
      },
      onFault,
    });
    if (!seats.take(conversation)) return false;
    stream = new EventStream(res);
    this.#clients.set(id, { conversation, stream, base });
    // A client that can be given a URL and nothing else has its token in it, and posts to what it is told here.
    const token = readQuery(query, 'token');
    const ending = token === null ? '' : `&token=${encodeURIComponent(token)}`;
    stream.send(`${base}/messages?sessionId=${id}${ending}`, undefined, 'endpoint');
    res.once('close', () => conversation.close());
    return true;
  }

  /** Answers a POST whose body has been read. */
  post(res: ServerResponse, { base, query }: Route, caller: Caller, body: Buffer): void {
    const client = this.#clients.get(readQuery(query, 'sessionId') ?? '');
    if (
      client === undefined ||
      client.base !== base ||
      client.conversation.options.caller.token !== caller.token
    ) {
      sendFault(res, null, UNKNOWN_SESSION);
      return;
    }
    sendAccepted(res);
    client.conversation.receive(body.toString('utf8'), body.length);
  }

  keepAlive(): void {
    for (const { stream } of this.#clients.values()) stream.keepAlive();
  }

  closeSessionsOf(token: string): void {
    for (const { conversation } of this.#clients.values()) {
      if (conversation.options.caller.token === token) conversation.close();
    }
  }

  close(): void {
    for (const { conversation } of this.#clients.values()) conversation.close();
  }
}
