import type { Message, RpcId } from './messages.ts';

/**
 * The requests of servers to the client: sampling, elicitation, roots. They get ids of our own, unlike in each
 * connection: the ids of another engine begin anew, and an answer that the client still owes the old one must not be
 * taken for an answer to the new.
 */
export class ServerRequests {
  private readonly open = new Map<RpcId, RpcId>();
  private lastNumber = 0;

  /** Gives the request as the client gets it. */
  asked(id: RpcId, message: Message): Message {
    this.lastNumber += 1;
    const ours = `signalbox-${this.lastNumber}`;
    this.open.set(ours, id);
    return { ...message, id: ours };
  }

  /** Gives the client's answer as the engine gets it; null when nobody waits for it any more. */
  answered(message: Message): Message | null {
    const theirs = message.id === undefined || message.id === null ? undefined : this.open.get(message.id);
    if (theirs === undefined) return null;
    this.open.delete(message.id as RpcId);
    return { ...message, id: theirs };
  }

  /** The engine takes a request back: gives the notification as the client gets it; null when it is over already. */
  cancelled(message: Message): Message | null {
    for (const [ours, theirs] of this.open) {
      if (theirs === message.params?.['requestId']) {
        this.open.delete(ours);
        return { ...message, params: { ...message.params, requestId: ours } };
      }
    }
    return null;
  }

  /** The connection broke: gives a cancellation for each that is open. */
  drop(): Message[] {
    const reason = 'the connection to Signalbox broke';
    const cancellations = [...this.open.keys()].map((requestId) => ({
      method: 'notifications/cancelled',
      params: { requestId, reason },
    }));
    this.open.clear();
    return cancellations;
  }
}
