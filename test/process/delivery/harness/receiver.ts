import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What this receiver answered; null when it hung up without a word. */
  status: number | null;
}

type Answer = (response: ServerResponse, received: Received) => void;

/** An HTTP receiver that answers as the test says, each request by the next of `answers` and then by the last. */
export async function openReceiver(answers: readonly [Answer, ...Answer[]]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one: Received = { headers: request.headers, body, status: null };
      received.push(one);
      const answer = answers[Math.min(received.length, answers.length) - 1] ?? answers[0];
      answer(response, one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `http://127.0.0.1:${address.port}/hooks/k3y-of-the-hook`,
    received,
    accepted: () => received.filter(({ status }) => status !== null && status >= 200 && status <= 299),
  };
}

export function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer {
  return (response, received) => {
    received.status = status;
    response.writeHead(status, headers).end(body);
  };
}

/** Breaks the connection before a word, or, with a status, in the middle of the answer. */
export function hangUp(status: number | null = null): Answer {
  return (response, received) => {
    received.status = status;
    if (status === null) {
      response.destroy();
      return;
    }
    response.writeHead(status, { 'content-length': '1000' });
    response.write('some of it', () => response.destroy());
  };
}

export const neverAnswer: Answer = () => {};
