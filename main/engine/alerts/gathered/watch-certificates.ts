import { connect } from 'node:tls';
import type { Clock } from '../../ports.ts';

const LOOK_MS = 24 * 3_600_000;
const AGAIN_MS = 10 * 60_000;
const PATIENCE_MS = 10_000;
/** How often it is seen whether a look is due. */
const TICK_MS = 30_000;

/** When the certificates of servers by https run out. */
export interface Certificates {
  /** Milliseconds since 1970; null while it is not known. @param origin as of a URL: "https://example.com" */
  endMs(origin: string): number | null;
  close(): void;
}

export interface CertificatesOptions {
  readonly clock: Clock;
  /** The origins of https servers that are wanted now, each as of a URL. */
  readonly origins: () => readonly string[];
  /** {@link readCertificate} when left out. */
  readonly read?: (origin: string, signal: AbortSignal) => Promise<number>;
}

/** Looks at one server after the other, once a day, and ten minutes after a look that came to nothing. */
export function watchCertificates({
  clock,
  origins,
  read = readCertificate,
}: CertificatesOptions): Certificates {
  const known = new Map<string, { dueMs: number; endMs: number | null }>();
  const closing = new AbortController();
  let cancel = (): void => {};

  async function lookAtDue(): Promise<void> {
    const wanted = new Set(origins());
    for (const origin of known.keys()) if (!wanted.has(origin)) known.delete(origin);
    for (const origin of wanted) {
      const before = known.get(origin);
      if (closing.signal.aborted) return;
      if (before !== undefined && before.dueMs > clock.monotonic()) continue;
      const endMs = await look(origin);
      // What was seen a day ago is still true of a server that can't be reached now.
      const dueMs = clock.monotonic() + (endMs === null ? AGAIN_MS : LOOK_MS);
      known.set(origin, { dueMs, endMs: endMs ?? before?.endMs ?? null });
    }
    if (!closing.signal.aborted) cancel = clock.after(TICK_MS, () => void lookAtDue());
  }

  /** Null where it can't be seen: whether the server can be reached is for its own connection to say. */
  async function look(origin: string): Promise<number | null> {
    const limit = new AbortController();
    const cancelLimit = clock.after(PATIENCE_MS, () => limit.abort());
    try {
      return await read(origin, AbortSignal.any([limit.signal, closing.signal]));
    } catch {
      return null;
    } finally {
      cancelLimit();
    }
  }

  cancel = clock.after(TICK_MS, () => void lookAtDue());
  return {
    endMs: (origin) => known.get(origin)?.endMs ?? null,
    close() {
      closing.abort();
      cancel();
    },
  };
}

/** Makes a TLS connection, sends nothing, and closes it. Rejects when there is none, and when the signal aborts it. */
export async function readCertificate(origin: string, signal: AbortSignal): Promise<number> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  // Looked at whatever it is worth: whether it is trusted is decided where something is sent.
  const isName = !/^[\d.]+$|:/.test(host);
  const socket = connect({
    host,
    port: port === '' ? 443 : Number(port),
    rejectUnauthorized: false,
    ...(isName ? { servername: host } : {}),
  });
  const giveUp = () => socket.destroy(new Error('it was given up'));
  signal.addEventListener('abort', giveUp, { once: true });
  socket.on('error', reject);
  socket.once('close', () => reject(new Error('the connection was closed')));
  socket.once('secureConnect', () => {
    const endMs = Date.parse(socket.getPeerCertificate().valid_to);
    if (Number.isFinite(endMs)) resolve(endMs);
    else reject(new Error('its certificate does not say until when it is valid'));
  });
  if (signal.aborted) giveUp();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}
