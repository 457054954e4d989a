import type { ServerResponse } from 'node:http';
import type { ReplyStream } from '../core.ts';
import { INVALID_REQUEST, responseText, sendAccepted, sendJson } from '../http/answers.ts';
import { type Message, readMessage } from '../http/message.ts';
import type { HttpSession } from './http-session.ts';

/** The one revision whose clients may send several messages at once. */
export const BATCH_REVISION = '2025-03-26';

/** What is wrong with a batch of so many messages; null where nothing is. `revision` is its session's, where it has one. */
export function batchFault(count: number, max: number, revision: string | undefined): string | null {
  if (revision !== BATCH_REVISION)
    return `Invalid Request: several messages at once are for revision ${BATCH_REVISION} alone`;
  if (count > max)
    return `Invalid Request: a batch of ${count} messages, and gateway.batchSize allows ${max}`;
  return count === 0 ? 'Invalid Request: a batch has at least one message' : null;
}

/** Takes up all messages of a batch; its requests' answers go back together once the last is there. */
export function answerBatch(
  session: HttpSession,
  res: ServerResponse,
  values: readonly unknown[],
  bytes: number,
): void {
  const messages = values.map(readMessage);
  const answers: string[] = [];
  let open = messages.filter(({ kind }) => kind === 'request' || kind === 'invalid').length;
  if (open === 0) sendAccepted(res);
  const finish = (): void => {
    open -= 1;
    if (open > 0 || res.destroyed) return;
    if (answers.length === 0) sendAccepted(res);
    else sendJson(res, 200, `[${answers.join(',')}]`);
  };
  const reply: ReplyStream = {
    send: (message) => session.send(message),
    end(response, resultText) {
      const text = responseText(response, resultText);
      answers.push(text);
      finish();
      return Buffer.byteLength(text);
    },
    drop: finish,
  };
  for (const message of messages) takeUp(session, message, reply, Math.round(bytes / messages.length));
}

function takeUp(session: HttpSession, message: Message, reply: ReplyStream, bytes: number): void {
  const { client } = session;
  switch (message.kind) {
    case 'request':
      client?.request(message.request, reply, bytes);
      return;
    case 'notification':
      client?.notify(message.notification);
      return;
    case 'response':
      client?.respond(message.response);
      return;
    case 'invalid':
      reply.end({ jsonrpc: '2.0', id: message.id, error: { code: INVALID_REQUEST, message: message.why } });
      return;
    default:
      message satisfies never;
  }
}
