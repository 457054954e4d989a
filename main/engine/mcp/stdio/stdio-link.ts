import type { Clock } from '../../ports.ts';
import { Connection } from '../connection.ts';
import { negotiate } from '../handshake/negotiate.ts';
import { StartBudget } from '../handshake/start-budget.ts';
import type { Negotiated, NegotiateOptions, SessionEvents, SessionStreams } from '../mcp.ts';
import type { Introduction } from '../modern-params.ts';
import type { Link } from '../session.ts';
import { StdioTransport } from './stdio-transport.ts';

/** The one connection that the pipes of a process allow. */
export class StdioLink implements Link {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(streams: SessionStreams, events: SessionEvents, clock: Clock) {
    this.#connection = new Connection((told) => new StdioTransport(streams, told, clock), events, clock);
    this.#clock = clock;
  }

  async connect(
    options: NegotiateOptions,
    introduction: Introduction,
  ): Promise<{ readonly connection: Connection; readonly negotiated: Negotiated }> {
    const connection = this.#connection;
    const budget = new StartBudget(options, this.#clock);
    try {
      const negotiated = await negotiate(connection, options, budget, this.#clock, introduction);
      return { connection, negotiated };
    } finally {
      budget.stop();
    }
  }

  close(): void {
    this.#connection.close();
  }
}
