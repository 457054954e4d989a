import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../ports.ts';
import type { Caller, GatewayCore, Scope } from '../core.ts';
import { INVALID_REQUEST } from '../http/answers.ts';
import type { Seats } from '../http/seats.ts';
import { Conversation } from './conversation.ts';
import { LineReader } from './line-reader.ts';
import { LineWriter } from './line-writer.ts';
import { requestIdOf } from './request-id.ts';

/** The name of the protocol in the `Upgrade` header: one JSON-RPC message per line, both ways. */
export const PIPE_PROTOCOL = 'mcp-lines';

/** A client that has said all it wants may still read what it asked for. */
const LINGER_MS = 5_000;
/** The other side may take this long to close. */
const CLOSE_MS = 1_000;

export interface PipesOptions {
  readonly core: GatewayCore;
  readonly clock: Clock;
  readonly seats: Seats;
  readonly messageMaxBytes: () => number;
  readonly onFault: (error: unknown) => void;
}

/** The sockets of `signalbox connect`. */
export class Pipes {
  readonly #options: PipesOptions;
  readonly #open = new Set<Conversation>();

  constructor(options: PipesOptions) {
    this.#options = options;
  }

  /** Takes a socket over; false, and nothing done, where there is no place for another client. */
  accept(socket: Duplex, head: Buffer, scope: Scope, caller: Caller): boolean {
    const { core, clock, seats, messageMaxBytes, onFault } = this.#options;
    const writer = new LineWriter(socket);
    let stopTimer = (): void => {};
    const conversation = new Conversation({
      core,
      scope,
      // Two windows of one program are two clients.
      caller: { ...caller, connection: randomUUID() },
      takesModern: true,
      write: (text) => writer.write(text),
      isBehind: () => writer.isBehind,
      onClose: () => {
        this.#open.delete(conversation);
        seats.leave(conversation);
        stopTimer();
        if (socket.destroyed) return;
        writer.end();
        // One that was stopped never takes what is left.
        stopTimer = clock.after(CLOSE_MS, () => socket.destroy());
      },
      onFault,
    });
    if (!seats.take(conversation)) return false;
    this.#open.add(conversation);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${PIPE_PROTOCOL}\r\n\r\n`,
    );

    const take = (line: Buffer): void => {
      try {
        conversation.receive(line.toString('utf8'), line.length);
      } catch (error) {
        onFault(error);
      }
    };
    const reader = new LineReader(messageMaxBytes, take, (ends) => {
      const message = `Invalid Request: a message has at most ${messageMaxBytes()} bytes`;
      conversation.refuse(requestIdOf(ends), INVALID_REQUEST, message);
    });
    // 'close' follows every error.
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.once('end', () => {
      stopTimer = clock.after(LINGER_MS, () => conversation.close());
      conversation.whenIdle(() => conversation.close());
    });
    socket.once('close', () => {
      conversation.close();
      stopTimer();
    });
    if (head.length > 0) reader.push(head);
    return true;
  }

  closeSessionsOf(token: string): void {
    for (const each of this.#open) if (each.options.caller.token === token) each.close();
  }

  close(): void {
    for (const each of this.#open) each.close();
  }
}
