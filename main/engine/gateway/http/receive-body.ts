import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTP_FAULT, sendFault } from './answers.ts';
import { readBody } from './read-body.ts';

/** With or without parameters; media types know no case. */
const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

/** Reads the JSON text of a POST. Refuses another type (415) and one that is too long (413); then `then` is not called. */
export function receiveBody(
  req: IncomingMessage,
  res: ServerResponse,
  maxBytes: number,
  then: (body: Buffer) => void,
): void {
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) {
    const message = 'Unsupported Media Type: Content-Type must be application/json';
    sendFault(res, null, { status: 415, code: HTTP_FAULT, message });
    req.resume();
    return;
  }
  readBody(req, maxBytes, (body) => {
    if (body !== null) {
      then(body);
      return;
    }
    const message = `Payload Too Large: a message has at most ${maxBytes} bytes`;
    sendFault(res, null, { status: 413, code: HTTP_FAULT, message });
  });
}
