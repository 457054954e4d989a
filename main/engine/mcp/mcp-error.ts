/**
 * Why a handshake came to nothing:
 * - `start-timeout`: the server did not answer, or did not finish the handshake, within its time
 * - `handshake-refused`: it answered, and neither era's handshake can be agreed on
 * - `closed`: its stdout or stdin ended, or the session was closed, before the handshake was done
 */
export type McpErrorCode = 'start-timeout' | 'handshake-refused' | 'closed';

/** A failed handshake. The message is a clause that follows the server's name, and quotes what was heard. */
export class McpError extends Error {
  override readonly name = 'McpError';
  readonly code: McpErrorCode;

  constructor(code: McpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
