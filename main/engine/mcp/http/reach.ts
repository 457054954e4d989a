import type { Clock } from '../../ports.ts';
import type { SessionEnd } from '../mcp.ts';
import type { McpError } from '../mcp-error.ts';
import { isGatewayFault } from './http-fault.ts';

/** So many failures in a row mean that a connection is lost; one or two may be a server between two breaths. */
const FAILURES_MAX = 3;

export interface ReachOptions {
  readonly clock: Clock;
  /** The host and port, for sentences. */
  readonly where: string;
  readonly onLost: (why: SessionEnd) => void;
}

/**
 * Counts failures of the network in a row, of whatever request. Those that were under way together fail together and
 * count once.
 */
export class Reach {
  readonly #options: ReachOptions;
  #failures = 0;
  #failedMs = Number.NEGATIVE_INFINITY;
  #isWatched = false;

  constructor(options: ReachOptions) {
    this.#options = options;
  }

  /** From the handshake on: before it, each failure is told by itself. */
  watch(): void {
    this.#isWatched = true;
  }

  noteReached(): void {
    this.#failures = 0;
  }

  /** @param begunMs monotonic: when what failed was begun */
  noteFailed(error: McpError, begunMs: number): void {
    if (!this.#isWatched) return;
    // Credentials don't come back by themselves.
    if (error.code === 'unauthorized') {
      this.#lose(unauthorized(error));
      return;
    }
    // An answer that is no use is an answer.
    if (error.httpStatus !== null && !isGatewayFault(error)) {
      this.noteReached();
      return;
    }
    if (begunMs <= this.#failedMs) return;
    this.#failedMs = this.#options.clock.monotonic();
    this.#failures += 1;
    if (this.#failures < FAILURES_MAX) return;
    const { where } = this.#options;
    const message = isGatewayFault(error)
      ? `no longer answers: ${where} says that it is not available (HTTP ${error.httpStatus})`
      : `no longer answers at ${where}`;
    this.#lose({ code: 'connection-lost', message });
  }

  /** The server says that it does not know the session. */
  loseSession(): void {
    this.#lose({ code: 'session-lost', message: 'has forgotten the session' });
  }

  /** The event stream that was the session has ended. */
  loseStream(): void {
    const message = `closed its event stream at ${this.#options.where}`;
    this.#lose({ code: 'connection-lost', message });
  }

  #lose(why: SessionEnd): void {
    if (!this.#isWatched) return;
    this.#isWatched = false;
    this.#options.onLost(why);
  }
}

function unauthorized({ httpStatus }: McpError): SessionEnd {
  const clause = httpStatus === 403 ? 'denies access' : 'asks for other credentials';
  return { code: 'unauthorized', message: `${clause} (HTTP ${httpStatus})` };
}
