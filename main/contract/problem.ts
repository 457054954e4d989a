import { z } from 'zod';

/** Why a call was refused. Short strings, the same over IPC, HTTP and in the command line's --json. */
export const ProblemCode = z.enum([
  /** The input does not fit the channel's schema; the message names the key. */
  'bad-input',
  /** No channel of that name. */
  'unknown-channel',
  /** No server of that name in the configuration; the message offers the nearest name. */
  'unknown-server',
  /** The token is missing or wrong. */
  'unauthorized',
  /** A foreign Host, Origin or window. */
  'forbidden',
  /** No such route. */
  'not-found',
  /** The configuration on disk is broken, so it can't be applied; the message has file, line and column. */
  'configuration-broken',
  /** The file is not what the change was made from: somebody else changed it. Nothing was written. */
  'conflict',
  /** The server can't take a request: it is down, stopped, or its queue is full; the message says which. */
  'server-unavailable',
  /** The server did not answer the request in time. */
  'request-timeout',
  /** What holds the port was not started by Signalbox, so Signalbox does not end it. */
  'not-ours',
  /** The engine is closing. */
  'closing',
  /** A fault of Signalbox itself; details are in the engine's log. */
  'internal',
]);
export type ProblemCode = z.infer<typeof ProblemCode>;

export const Problem = z.object({ code: ProblemCode, message: z.string() });
export type Problem = z.infer<typeof Problem>;

/** A refusal that crosses a border. Whatever else is thrown is a fault, and crosses as `internal`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  toProblem(): Problem {
    return { code: this.code, message: this.message };
  }
}
