import type { Duplex } from 'node:stream';
import type { Problem } from '#contract/problem.ts';

/** Answers a wish to go on with something else than HTTP by plain HTTP. */
export function refuseUpgrade(socket: Duplex, status: 400 | 404 | 503, problem: Problem): void {
  const text = JSON.stringify(problem);
  // The other side may be gone already.
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

const REASONS = { 400: 'Bad Request', 404: 'Not Found', 503: 'Service Unavailable' } as const;
