import type { Agent, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

// As an import it would load undici, for its WebSocket, which nobody here uses: 2 MB of heap.
const http = process.getBuiltinModule('node:http');

/** Servers close a connection that rests for 5 s (Node's default): one that has rested less can still be used. */
const IDLE_SOCKET_MS = 4_000;
/** Before the end that a server announces. */
const MARGIN_MS = 1_000;

export interface PoolLimits {
  readonly min: number;
  readonly max: number;
}

/** The connections to one server that are used again and again. */
export class Pool {
  readonly #agents: { readonly plain: Agent; readonly secure: https.Agent };
  readonly #min: number;
  readonly #prolonged = new WeakSet<Socket>();

  constructor({ min, max }: PoolLimits) {
    const options = { keepAlive: true, timeout: IDLE_SOCKET_MS, maxSockets: max };
    this.#agents = { plain: new http.Agent(options), secure: new https.Agent(options) };
    this.#min = min;
  }

  agentFor(url: URL): Agent {
    return url.protocol === 'https:' ? this.#agents.secure : this.#agents.plain;
  }

  /**
   * Once its response was read a connection rests. As long as there are no more of them than `min`, it rests until the
   * server is about to close it, should the server have said when.
   */
  keep(url: URL, response: IncomingMessage): void {
    const said = response.headers['keep-alive'];
    const seconds = /^timeout=(\d{1,6})/.exec(typeof said === 'string' ? said : '')?.[1];
    const restMs = seconds === undefined ? 0 : Number(seconds) * 1000 - MARGIN_MS;
    if (restMs <= IDLE_SOCKET_MS || this.#min === 0) return;
    const { socket } = response;
    // After the agent has set its own time for it.
    socket.once('free', () => this.#prolong(url, socket, restMs));
  }

  /** Closes every connection, those in use too. */
  close(): void {
    this.#agents.plain.destroy();
    this.#agents.secure.destroy();
  }

  #prolong(url: URL, socket: Socket, restMs: number): void {
    const resting = Object.values(this.agentFor(url).freeSockets).flatMap((sockets) => sockets ?? []);
    this.#prolonged.delete(socket);
    if (!resting.includes(socket)) return;
    if (resting.filter((other) => this.#prolonged.has(other)).length >= this.#min) return;
    this.#prolonged.add(socket);
    socket.setTimeout(restMs);
  }
}
