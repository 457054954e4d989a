import {
  isEngineClosing,
  isRepeatable,
  LISTEN,
  type Message,
  ownError,
  type RpcId,
  readMessages,
  requestId,
  toLine,
} from './messages.ts';
import { ReopenedListens } from './reopened-listens.ts';
import { ServerRequests } from './server-requests.ts';
import { SessionMemory } from './session-memory.ts';

/** A request that was sent and is not answered. */
interface Asked {
  readonly message: Message;
  readonly line: Buffer;
  readonly isRepeatable: boolean;
}

/** What to do with a line: pass it on as it is, or these lines instead. */
export type Passing = 'as-it-is' | readonly Buffer[];

/** The `initialize` that a new engine is sent, whose answer the client does not see. */
export type Greeting =
  | { readonly kind: 'asked'; readonly id: RpcId }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * What a client and the engine have said to each other, as far as it matters when the engine ends and another takes its
 * place: what is unanswered, and what the new one must be told before it can go on. Knows no socket and no time.
 */
export class Conversation {
  greeting: Greeting = { kind: 'done' };
  private readonly inFlight = new Map<RpcId, Asked>();
  private readonly serverRequests = new ServerRequests();
  private readonly memory = new SessionMemory();
  private readonly reopened = new ReopenedListens();
  private readonly ownIds = new Set<RpcId>();
  private lastOwnId = 0;

  /** The client's `initialize` was answered, so that a new engine needs one too. */
  get hasSession(): boolean {
    return this.memory.initialize !== null;
  }

  /** How many requests the client waits for; `subscriptions/listen`, which has no end, is none of them. */
  get unanswered(): number {
    let count = 0;
    for (const { message } of this.inFlight.values()) if (message.method !== LISTEN) count += 1;
    return count;
  }

  /** A line of the client goes to the engine. */
  clientSays(line: Buffer): Passing {
    const messages = readMessages(line);
    const [message] = messages;
    // What is no JSON is for the engine to refuse. A batch is not taken apart.
    if (message === undefined || messages.length > 1) {
      for (const one of messages) this.noteRequest(one, line, false);
      return 'as-it-is';
    }
    if (message.method === undefined) {
      const answer = this.serverRequests.answered(message);
      return answer === null ? [] : [toLine(answer)];
    }
    if (message.method === 'notifications/initialized') this.memory.isInitialized = true;
    if (message.method === 'notifications/cancelled') this.noteCancelled(message);
    this.noteRequest(message, line, isRepeatable(message));
    return 'as-it-is';
  }

  /** A line of the engine goes to the client. */
  engineSays(line: Buffer): Passing {
    const messages = readMessages(line);
    const [message] = messages;
    if (message === undefined) return [];
    if (messages.length > 1) {
      for (const one of messages) this.noteAnswer(one);
      return 'as-it-is';
    }
    if (message.method === undefined) return this.noteAnswer(message) ? 'as-it-is' : [];
    const id = requestId(message);
    if (id !== undefined) return [toLine(this.serverRequests.asked(id, message))];
    if (message.method === 'notifications/cancelled') {
      const cancelled = this.serverRequests.cancelled(message);
      if (cancelled !== null) return [toLine(cancelled)];
      // A subscription of the modern era that the server ends.
      this.noteCancelled(message);
      return 'as-it-is';
    }
    return this.reopened.insteadOf(message)?.map(toLine) ?? 'as-it-is';
  }

  /** The connection broke: what the client is to be told, and what is to be sent again once there is another. */
  breakOff(): { readonly tell: readonly Buffer[]; readonly again: readonly Buffer[] } {
    const tell = this.serverRequests.drop().map(toLine);
    const again: Buffer[] = [];
    for (const [id, asked] of this.inFlight) {
      if (asked.isRepeatable) again.push(asked.line);
      else tell.push(toLine(lostError(id, asked.message)));
      if (asked.message.method === LISTEN) this.reopened.add(id);
    }
    this.inFlight.clear();
    this.ownIds.clear();
    return { tell, again };
  }

  /** What a new engine is to be sent first; the rest waits until {@link greeting} is done. Null without a session. */
  greet(): Buffer | null {
    if (this.memory.initialize === null) return null;
    const id = this.newId();
    this.greeting = { kind: 'asked', id };
    return toLine({ ...this.memory.initialize, id });
  }

  /** After the greeting: what sets the new engine up as the old one was, and what the client is to be told. */
  resume(): { readonly engine: readonly Buffer[]; readonly client: readonly Buffer[] } {
    const initialized = this.memory.isInitialized ? [{ method: 'notifications/initialized' }] : [];
    const requests = this.memory.requests().map((request) => ({ ...request, id: this.newId() }));
    return {
      engine: [...initialized, ...requests].map(toLine),
      client: this.memory.isInitialized ? this.memory.listChanges().map(toLine) : [],
    };
  }

  private newId(): RpcId {
    this.lastOwnId += 1;
    const id = `signalbox-connect-${this.lastOwnId}`;
    this.ownIds.add(id);
    return id;
  }

  private noteRequest(message: Message, line: Buffer, isRepeatable: boolean): void {
    const id = requestId(message);
    if (id !== undefined) this.inFlight.set(id, { message, line, isRepeatable });
  }

  private noteCancelled({ params }: Message): void {
    const id = params?.['requestId'];
    if (typeof id === 'string' || typeof id === 'number') this.inFlight.delete(id);
  }

  /** False for an answer that the client is not to see. */
  private noteAnswer(answer: Message): boolean {
    const { id, result } = answer;
    if (id === undefined || id === null) return true;
    if (this.ownIds.delete(id)) {
      if (this.greeting.kind === 'asked' && this.greeting.id === id) this.noteGreeted(answer);
      return false;
    }
    const asked = this.inFlight.get(id);
    if (asked === undefined) return true;
    // The connection is about to break; then it is asked again. The gateway ends a subscription for nothing else.
    const isClosing = asked.message.method === LISTEN ? result !== undefined : isEngineClosing(answer);
    if (asked.isRepeatable && isClosing) return false;
    this.inFlight.delete(id);
    if (result !== undefined) this.memory.answered(asked.message, result);
    return true;
  }

  private noteGreeted({ result, error }: Message): void {
    if (result !== undefined) this.memory.greeted(result);
    this.greeting =
      result === undefined
        ? { kind: 'refused', message: error?.message ?? 'the engine refused to go on' }
        : { kind: 'done' };
  }
}

function lostError(id: RpcId, { method = '' }: Message): Message {
  const what = `The connection to Signalbox broke while ${method} was under way; whether it was carried out is unknown.`;
  return ownError(id, 'engine-restarted', what);
}
