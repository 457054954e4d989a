import type { IncomingMessage } from 'node:http';

/** What a client says it takes and sends. */
export interface Accepts {
  readonly json: boolean;
  readonly stream: boolean;
}

const BOTH: Accepts = { json: true, stream: true };
const JSON_ONLY: Accepts = { json: true, stream: false };
const STREAM_ONLY: Accepts = { json: false, stream: true };
const NONE: Accepts = { json: false, stream: false };

/** A client without the header, or with `*`, as curl, gets plain JSON. */
export function readAccepts(accept: string | undefined): Accepts {
  if (accept === undefined) return JSON_ONLY;
  const stream = accept.includes('text/event-stream');
  const any = accept.includes('*/*');
  if (stream) return any || accept.includes('application/json') ? BOTH : STREAM_ONLY;
  return any || accept.includes('application/json') || accept.includes('application/*') ? JSON_ONLY : NONE;
}

/**
 * Reads the whole body. `then` gets it, or null when it is longer than `maxBytes`: the rest is read and thrown away, so
 * that the refusal reaches a client that is still sending. Not called when the client hangs up before its end.
 */
export function readBody(req: IncomingMessage, maxBytes: number, then: (body: Buffer | null) => void): void {
  let first: Buffer | null = null;
  let chunks: Buffer[] | null = null;
  let bytes = 0;
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      first = null;
      chunks = null;
    } else if (first === null) first = chunk;
    else if (chunks === null) chunks = [first, chunk];
    else chunks.push(chunk);
  });
  req.once('end', () => {
    if (bytes > maxBytes) then(null);
    else then(chunks === null ? (first ?? EMPTY) : Buffer.concat(chunks, bytes));
  });
}

const EMPTY = Buffer.alloc(0);
