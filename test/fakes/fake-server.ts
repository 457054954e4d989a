import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Received {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

type Reply = { readonly result: unknown } | { readonly error: unknown };

/** A server in memory: two linked streams, and answers that a test gives it. What has no answer meets silence. */
export class FakeServer {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  /** Everything that was written to it, oldest first. */
  readonly received: Received[] = [];
  readonly #replies = new Map<string, (request: Received) => Reply>();
  #unfinished = '';

  constructor() {
    this.stdin.on('data', (chunk: Buffer) => this.#read(chunk.toString('utf8')));
  }

  /** Answers every later request of that method. */
  answers(method: string, reply: Reply | ((request: Received) => Reply)): this {
    this.#replies.set(method, typeof reply === 'function' ? reply : () => reply);
    return this;
  }

  /** Sends one message; `jsonrpc` is added. */
  send(message: object): void {
    this.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  write(text: string | Buffer): void {
    this.stdout.write(text);
  }

  /** The requests and notifications of that method. */
  heard(method: string): Received[] {
    return this.received.filter((message) => message.method === method);
  }

  methods(): string[] {
    return this.received.flatMap(({ method }) => method ?? []);
  }

  #read(text: string): void {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines) {
      const message: Received = JSON.parse(line);
      this.received.push(message);
      const reply = message.method === undefined ? undefined : this.#replies.get(message.method);
      if (reply && message.id !== undefined) this.send({ id: message.id, ...reply(message) });
    }
  }
}

/** Lets what is under way in streams and promises come to rest. Moves no clock. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}
