import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '#contract/problem.ts';
import { findForeign, type Guarding, givenBearer, isToken } from './access.ts';

// As an import it would load undici, for its WebSocket, which nobody here uses: 2 MB of heap.
const { createServer } = process.getBuiltinModule('node:http');

/** What answers its own URLs before Fastify sees them, which costs more than the rest of a call. */
export interface Mount {
  owns(url: string): boolean;
  /** @param token the name of the client's own token; null for the engine's */
  handle(req: IncomingMessage, res: ServerResponse, token: string | null): void;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, token: string | null): void;
  /** Whose token this is, of those that are good for the mount alone; null for nobody's. */
  clientOf(token: string): string | null;
  /** Ends what it holds open, upgraded connections too, which a server would wait for. May be called again. */
  close(): void;
}

type Entry = { readonly token: string | null } | { readonly status: 401 | 403; readonly problem: Problem };

/** Makes Fastify's server: requests for the mount are checked here and go there, all others go on. */
export function createMountedServer(
  mount: Mount | null,
  guarding: Guarding,
  listener: RequestListener,
  options: ServerOptions,
): Server {
  if (mount === null) return createServer(options, listener);
  return createServer(options, (req, res) => {
    if (!mount.owns(req.url ?? '')) {
      listener(req, res);
      return;
    }
    const entry = checkEntry(req, mount, guarding);
    if ('problem' in entry) refuse(res, entry.status, entry.problem);
    else mount.handle(req, res, entry.token);
  });
}

/** To be called when all others who listen for upgrades do: the mount's own never reach them. */
export function mountUpgrades(server: Server, mount: Mount, guarding: Guarding): void {
  const others = server.listeners('upgrade');
  server.removeAllListeners('upgrade');
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!mount.owns(req.url ?? '')) {
      for (const other of others) other.call(server, req, socket, head);
      return;
    }
    const entry = checkEntry(req, mount, guarding);
    if ('problem' in entry) refuseUpgrade(socket, entry.status, entry.problem);
    else mount.upgrade(req, socket, head, entry.token);
  });
}

function checkEntry(req: IncomingMessage, mount: Mount, guarding: Guarding): Entry {
  const foreign = findForeign(req.headers, guarding);
  if (foreign !== null) return { status: 403, problem: { code: 'forbidden', message: foreign } };
  const given = givenBearer(req.headers) ?? queryToken(req.url ?? '');
  if (given !== null) {
    if (isToken(given, guarding.token)) return { token: null };
    const client = mount.clientOf(given);
    if (client !== null) return { token: client };
  }
  const message = 'the token is missing or wrong: send "Authorization: Bearer <token>"';
  return { status: 401, problem: { code: 'unauthorized', message } };
}

/** For clients that can be given a URL and nothing else. */
function queryToken(url: string): string | null {
  const match = /[?&]token=([^&]*)/.exec(url);
  return match?.[1] ?? null;
}

function refuse(res: ServerResponse, status: number, problem: Problem): void {
  const text = JSON.stringify(problem);
  if (status === 401) res.setHeader('www-authenticate', 'Bearer');
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
  res.req.resume();
}

/** Answers an upgrade with a plain refusal of HTTP. */
function refuseUpgrade(socket: Duplex, status: 401 | 403, problem: Problem): void {
  const text = JSON.stringify(problem);
  const reason = status === 401 ? 'Unauthorized\r\nwww-authenticate: Bearer' : 'Forbidden';
  // The other side may be gone already.
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}
