/** A JSON-RPC message as it goes over the wire. */
export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What became of a request. */
export interface Answer {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export interface RequestOptions {
  /** Cancels the request; its promise then rejects with {@link Cancelled} and an answer is no stray. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (params: Record<string, unknown>) => void;
}

/** The client's side of a server's request: gives its result. */
export type OnRequest = (method: string, params: Record<string, unknown>) => Promise<Record<string, unknown>>;

export class Cancelled extends Error {}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Matches answers with requests, and keeps what matches nothing: an answer that nobody asked for, or the second one of
 * a request, is how crossed wires show.
 */
export class RpcPeer {
  readonly heard: Message[] = [];
  readonly strays: Message[] = [];
  private readonly pending = new Map<string | number, Pending>();
  private readonly cancelled = new Set<string | number>();
  private readonly onProgress = new Map<string | number, (params: Record<string, unknown>) => void>();
  private seq = 0;
  private readonly send: (message: Message) => void;
  private readonly onRequest: OnRequest;

  constructor(send: (message: Message) => void, onRequest: OnRequest) {
    this.send = send;
    this.onRequest = onRequest;
  }

  request(
    method: string,
    params: Record<string, unknown> = {},
    { signal, onProgress }: RequestOptions = {},
  ): Promise<Answer> {
    this.seq += 1;
    const id = this.seq % 2 === 0 ? this.seq : `r-${this.seq}`;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.pending.set(id, { resolve, reject });
    let sent = params;
    if (onProgress !== undefined) {
      this.onProgress.set(id, onProgress);
      sent = { ...params, _meta: { ...(params['_meta'] as object | undefined), progressToken: id } };
    }
    const onAbort = (): void => {
      if (!this.pending.delete(id)) return;
      this.cancelled.add(id);
      this.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
      reject(new Cancelled(`${method} ${id} was cancelled`));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.send({ jsonrpc: '2.0', id, method, params: sent });
    return promise.finally(() => {
      signal?.removeEventListener('abort', onAbort);
      this.onProgress.delete(id);
    });
  }

  notify(method: string, params: Record<string, unknown> = {}): void {
    this.send({ jsonrpc: '2.0', method, params });
  }

  receive(message: Message): void {
    if (message.method !== undefined) {
      this.hear(message);
      return;
    }
    const id = message.id ?? 'none';
    const pending = this.pending.get(id);
    if (pending === undefined) {
      if (!this.cancelled.delete(id)) this.strays.push(message);
      return;
    }
    this.pending.delete(id);
    pending.resolve(
      message.error === undefined ? { result: message.result ?? {} } : { error: message.error },
    );
  }

  /** The way back of a request ended: without an answer it is lost. */
  ended(id: string | number, why: string): void {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    pending?.reject(new Error(`no answer: ${why}`));
  }

  /** The connection is gone, and with it whatever waits. */
  gone(why: string): void {
    for (const id of [...this.pending.keys()]) this.ended(id, why);
  }

  private hear({ id, method = '', params = {} }: Message): void {
    if (id !== undefined && id !== null) {
      this.onRequest(method, params).then(
        (result) => this.send({ jsonrpc: '2.0', id, result }),
        (error: unknown) =>
          this.send({ jsonrpc: '2.0', id, error: { code: -32603, message: String(error) } }),
      );
      return;
    }
    const token = params['progressToken'];
    if (method === 'notifications/progress' && (typeof token === 'string' || typeof token === 'number')) {
      this.onProgress.get(token)?.(params);
    } else this.heard.push({ jsonrpc: '2.0', method, params });
  }
}
