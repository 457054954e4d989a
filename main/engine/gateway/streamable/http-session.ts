import type { ServerResponse } from 'node:http';
import type { Caller, ClientSession, Peer, RpcNotification, RpcRequest, Scope } from '../core.ts';
import { HTTP_FAULT, sendMethodNotAllowed } from '../http/answers.ts';
import { EventStream } from '../http/event-stream.ts';
import { EventLog, readEventId } from './event-log.ts';
import type { PostReply } from './post-reply.ts';

/** After a cut a client waits this long before it comes back. */
const RETRY_MS = 1000;
/** The stream of what belongs to no request. */
const OWN_STREAM = 0;
/** The first revision whose clients know an event without data. */
const PRIMED_SINCE = '2025-11-25';

const ENDED = { jsonrpc: '2.0', error: { code: HTTP_FAULT, message: 'The session was ended' } } as const;

/** One client of Streamable HTTP, from its `initialize` on: its streams, and what they carried. */
export class HttpSession implements Peer {
  readonly id: string;
  readonly scope: Scope;
  readonly caller: Caller;
  readonly log = new EventLog();
  /** Requests without an answer yet. */
  readonly pending = new Set<PostReply>();
  lastUsedMs: number;
  #client: ClientSession | null = null;
  #isClosed = false;
  readonly #onClose: (session: HttpSession) => void;
  /** Newest last. */
  #listeners: EventStream[] = [];
  /** What came before this on the own stream has been written to a listener. */
  #toldSeq = 0;
  readonly #streams = new Map<number, PostReply>();
  #lastStream = OWN_STREAM;

  constructor(
    id: string,
    scope: Scope,
    caller: Caller,
    nowMs: number,
    onClose: (session: HttpSession) => void,
  ) {
    this.id = id;
    this.scope = scope;
    this.caller = caller;
    this.lastUsedMs = nowMs;
    this.#onClose = onClose;
  }

  /** The client was taken in. Before that, and after `close`, there is no `client`. */
  begin(client: ClientSession): void {
    this.#client = client;
    if (this.#isClosed) client.close();
  }

  get client(): ClientSession | null {
    return this.#isClosed ? null : this.#client;
  }

  /** Nobody listens and nothing is being worked on. */
  get isAway(): boolean {
    return this.#listeners.length === 0 && this.pending.size === 0;
  }

  /** To the client by its newest stream that belongs to no request; kept, within bounds, until one opens. */
  send(message: RpcNotification | RpcRequest): void {
    if (this.#isClosed) return;
    const data = JSON.stringify(message);
    const id = this.log.add(OWN_STREAM, data);
    const listener = this.#listeners.findLast((stream) => stream.isOpen);
    if (listener === undefined) return;
    this.#toldSeq = this.log.seq;
    listener.send(data, id);
  }

  /** Ends all streams and whatever is open at the core. May be called again. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of this.#listeners) stream.end();
    this.#listeners = [];
    for (const reply of this.pending) reply.abandon(ENDED);
    this.#client?.close();
    this.#onClose(this);
  }

  /** Answers a GET: with the stream of what belongs to no request, or with the rest of one that was cut. */
  listen(res: ServerResponse, lastEventId: string | undefined): void {
    const from = lastEventId === undefined ? null : readEventId(lastEventId);
    if (from !== null && from.stream !== OWN_STREAM) {
      this.#resume(res, from.stream, from.seq);
      return;
    }
    const stream = new EventStream(res);
    this.#prime(stream, OWN_STREAM);
    this.#replay(stream, OWN_STREAM, from?.seq ?? this.#toldSeq);
    this.#toldSeq = this.log.seq;
    stream.flush();
    this.#listeners.push(stream);
    if (this.#listeners.length === 1) this.client?.attend(true);
    res.once('close', () => this.#stopListening(stream));
  }

  /** A request's answer becomes a stream; gives the stream's number. */
  openStream(reply: PostReply, stream: EventStream): number {
    this.#lastStream += 1;
    this.#streams.set(this.#lastStream, reply);
    this.#prime(stream, this.#lastStream);
    return this.#lastStream;
  }

  closeStream(number: number): void {
    this.#streams.delete(number);
  }

  keepAlive(nowMs: number): void {
    for (const stream of this.#listeners) stream.keepAlive();
    for (const reply of this.pending) reply.keepAlive(nowMs);
  }

  #stopListening(stream: EventStream): void {
    const index = this.#listeners.indexOf(stream);
    if (index < 0) return;
    this.#listeners.splice(index, 1);
    if (this.#listeners.length === 0) this.client?.attend(false);
  }

  #resume(res: ServerResponse, number: number, seq: number): void {
    const missed = this.log.after(number, seq);
    const reply = this.#streams.get(number);
    if (missed.length === 0 && reply === undefined) {
      // Any stream, an empty one too, would be taken up again and again; this says that there is none.
      sendMethodNotAllowed(res, 'POST');
      return;
    }
    const stream = new EventStream(res);
    for (const event of missed) stream.send(event.data, event.id);
    stream.flush();
    if (reply === undefined) stream.end();
    else reply.resume(stream);
  }

  #prime(stream: EventStream, number: number): void {
    const { protocolVersion } = this.#client ?? { protocolVersion: '' };
    if (protocolVersion >= PRIMED_SINCE) stream.prime(this.log.lastId(number), RETRY_MS);
  }

  #replay(stream: EventStream, number: number, seq: number): void {
    for (const event of this.log.after(number, seq)) stream.send(event.data, event.id);
  }
}
