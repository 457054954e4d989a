import type { FastifyInstance } from 'fastify';
import type { TopicEnvelope } from '#contract/channels.ts';
import { EVENT_ROUTE } from './access.ts';
import type { Door } from './door.ts';

/** A reader that is this far behind is dropped; it comes back and asks for a new snapshot. */
const BUFFER_LIMIT_BYTES = 8 * 1024 * 1024;
/** Ends connections whose other side is gone without a word. */
const PING_MS = 30_000;
/** WebSocket close code "try again later" (IANA registry). */
const TRY_AGAIN_LATER = 1013;

/** One text for all readers of a message. */
const frames = new WeakMap<TopicEnvelope, string>();

function frameOf(envelope: TopicEnvelope): string {
  const known = frames.get(envelope);
  if (known !== undefined) return known;
  const frame = JSON.stringify(envelope);
  frames.set(envelope, frame);
  return frame;
}

/** `GET /events`: every topic as JSON frames `{topic, data}`. Nothing is read from the client. */
export function addEventRoute(server: FastifyInstance, door: Door): void {
  server.get(EVENT_ROUTE, { websocket: true }, (socket) => {
    let alive = true;
    const unsubscribe = door.subscribeAll((envelope) => {
      if (socket.bufferedAmount > BUFFER_LIMIT_BYTES) socket.close(TRY_AGAIN_LATER, 'too slow');
      else socket.send(frameOf(envelope));
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
