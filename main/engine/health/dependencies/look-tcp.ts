import { connect } from 'node:net';
import type { Clock } from '../../ports.ts';
import { type Found, sayFailure, stopwatch } from './found.ts';

/** Opens a connection and closes it again; nothing is sent. */
export function lookTcp(
  { host, port }: { readonly host: string; readonly port: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<Found> {
  const took = stopwatch(clock);
  const { promise, resolve } = Promise.withResolvers<Found>();
  const socket = connect({ host, port, signal });
  socket.once('connect', () => {
    resolve({ ok: true, message: `took a connection in ${took()}` });
    socket.destroy();
  });
  // Not once: a socket may fail again while it is taken down, and an error that nobody hears ends the process.
  socket.on('error', (error) => resolve({ ok: false, message: sayFailure(error) }));
  socket.once('close', () => resolve({ ok: false, message: 'closed the connection' }));
  return promise;
}
