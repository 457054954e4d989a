import type { ServerReply } from '../../mcp/mcp.ts';
import type { Clock } from '../../ports.ts';
import type { RpcId, RpcNotification, RpcRequest, RpcResponse } from '../core.ts';
import { localError } from '../relay/local-error.ts';

type Send = (message: RpcNotification | RpcRequest) => void;

/** A person is asked; after this nobody is expected to answer any more. */
const ASK_MS = 600_000;

/** What a client of the legacy era was asked and has not answered. */
export class Questions {
  readonly #clock: Clock;
  readonly #open = new Map<RpcId, (reply: ServerReply) => void>();
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param signal aborts where the answer is not waited for any more; the client is told so. Never rejects. */
  ask(method: string, params: Readonly<Record<string, unknown>>, send: Send, signal: AbortSignal) {
    if (signal.aborted) return Promise.resolve<ServerReply>(cancelled('it was taken back'));
    const { promise, resolve } = Promise.withResolvers<ServerReply>();
    const id = `signalbox-${this.#nextId++}`;
    const takeBack = (why: string): void => {
      send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id, reason: why } });
      settle(cancelled(why));
    };
    const onAbort = (): void => takeBack('the server does not wait for the answer any more');
    const cancelTimer = this.#clock.after(ASK_MS, () => takeBack('nobody answered'));
    const settle = (reply: ServerReply): void => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      this.#open.delete(id);
      resolve(reply);
    };
    signal.addEventListener('abort', onAbort);
    this.#open.set(id, settle);
    send({ jsonrpc: '2.0', id, method, params });
    return promise;
  }

  /** What answers no open question is dropped: it may come late. */
  settle(response: RpcResponse): void {
    if (response.id === null) return;
    const reply = 'error' in response ? { error: response.error } : { result: response.result };
    this.#open.get(response.id)?.(reply);
  }

  /** Nobody is there to answer any more. */
  close(why: string): void {
    for (const settle of [...this.#open.values()]) settle(cancelled(why));
  }
}

function cancelled(why: string): ServerReply {
  return { error: localError('cancelled', why) };
}
