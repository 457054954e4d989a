/**
 * Why a handshake came to nothing, or a connection by URL can't be used:
 * - `start-timeout`: the server did not answer, or did not finish the handshake, within its time
 * - `install-timeout`: its installer was not done within its time
 * - `handshake-refused`: it answered, and neither era's handshake can be agreed on
 * - `unreachable`: nothing answers at its URL: refused, no such host, no trust in its certificate, a gateway's error
 * - `unauthorized`: it asks for credentials (401), or denies access (403)
 * - `closed`: its stdout or stdin ended, or the session was closed, before the handshake was done
 */
export type McpErrorCode =
  | 'start-timeout'
  | 'install-timeout'
  | 'handshake-refused'
  | 'unreachable'
  | 'unauthorized'
  | 'closed';

interface McpErrorOptions extends ErrorOptions {
  readonly httpStatus?: number;
  readonly wasSent?: boolean;
  readonly isTooLong?: boolean;
}

/** A failed handshake. The message is a clause that follows the server's name, and quotes what was heard. */
export class McpError extends Error {
  override readonly name = 'McpError';
  readonly code: McpErrorCode;
  /** What was answered instead of MCP; null where nothing was. */
  readonly httpStatus: number | null;
  /** False when there was no connection, so that nothing can have reached the server. */
  readonly wasSent: boolean;
  /** Its answer is longer than MESSAGE_MAX_BYTES. */
  readonly isTooLong: boolean;

  constructor(code: McpErrorCode, message: string, options: McpErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.httpStatus = options.httpStatus ?? null;
    this.wasSent = options.wasSent ?? true;
    this.isTooLong = options.isTooLong ?? false;
  }
}
