import type { FastifyInstance } from 'fastify';
import type { Door } from './door.ts';

/** A reader that is this far behind is dropped; it comes back and asks for a new snapshot. */
const BUFFER_LIMIT_BYTES = 8 * 1024 * 1024;
/** Ends connections whose other side is gone without a word. */
const PING_MS = 30_000;
/** WebSocket close code "try again later" (IANA registry). */
const TRY_AGAIN_LATER = 1013;

/** `GET /events`: every topic as JSON frames `{topic, data}`. Nothing is read from the client. */
export function addEventRoute(server: FastifyInstance, door: Door): void {
  server.get('/events', { websocket: true }, (socket) => {
    let alive = true;
    const unsubscribe = door.subscribeAll((envelope) => {
      if (socket.bufferedAmount > BUFFER_LIMIT_BYTES) socket.close(TRY_AGAIN_LATER, 'too slow');
      else socket.send(JSON.stringify(envelope));
    });
    const pinging = setInterval(() => {
      if (!alive) socket.terminate();
      alive = false;
      socket.ping();
    }, PING_MS);
    socket.on('pong', () => {
      alive = true;
    });
    // 'close' follows every error.
    socket.on('error', () => {});
    socket.once('close', () => {
      unsubscribe();
      clearInterval(pinging);
    });
  });
}
