import type { ReplyStream, RpcId, RpcNotification, RpcRequest, RpcResponse } from '../core.ts';
import { type EndedBy, endedError, localError } from '../relay/local-error.ts';
import { refuse } from './answers.ts';

/** A request that is not answered yet. */
export interface Running {
  cancel(by: EndedBy): void;
}

/** Knows when its request is over. */
export class TrackedReply implements ReplyStream {
  readonly #reply: ReplyStream;
  readonly #onEnd: () => unknown;

  constructor(reply: ReplyStream, onEnd: () => unknown) {
    this.#reply = reply;
    this.#onEnd = onEnd;
  }

  send(message: RpcNotification | RpcRequest): void {
    this.#reply.send(message);
  }

  end(response: RpcResponse, resultText?: string): number {
    this.#onEnd();
    return this.#reply.end(response, resultText);
  }

  drop(): void {
    this.#onEnd();
    this.#reply.drop();
  }
}

/**
 * Goes on with a request when it is known what with, and not where it was cancelled meanwhile. A fault on the way is an
 * answer too.
 */
export function whileWaiting<T>(
  request: { readonly id: RpcId; readonly reply: ReplyStream; readonly onFault: (fault: unknown) => void },
  what: Promise<T>,
  then: (found: T) => void,
): Running {
  const { id, reply, onFault } = request;
  let isOver = false;
  what
    .then((found) => {
      if (isOver) return;
      isOver = true;
      then(found);
    })
    .catch((fault: unknown) => {
      isOver = true;
      onFault(fault);
      refuse(reply, id, localError('internal', 'Signalbox failed at this request'));
    });
  return {
    cancel(by) {
      if (isOver) return;
      isOver = true;
      if (by === 'client' || by === 'gone') reply.drop();
      else refuse(reply, id, endedError(by).error);
    },
  };
}
