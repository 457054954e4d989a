import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { type Problem, ProblemError } from '#contract/problem.ts';
import { checkRequest, type Guarding } from './access.ts';
import { addCallRoutes } from './call-routes.ts';
import type { Door } from './door.ts';
import { addEventRoute } from './event-route.ts';
import { addHistoryRoutes } from './history-routes.ts';
import { addAlertRoutes } from './monitoring/alert-routes.ts';
import { addDebugRoute } from './monitoring/debug-route.ts';
import { addHealthRoutes } from './monitoring/health-routes.ts';
import { addMcpStatusRoute } from './monitoring/mcp-status-route.ts';
import { addMetricsRoutes } from './monitoring/metrics-routes.ts';
import { createMountedServer, type Mount, mountUpgrades } from './mount.ts';
import { addStatusRoutes } from './status-routes.ts';

export type { Door } from './door.ts';
export type { Mount } from './mount.ts';

export interface HttpOptions {
  /** A loopback address. */
  readonly host: string;
  /** 0 takes any free port; null takes `usualPort` and, if that is taken, any. */
  readonly port: number | null;
  /** {@link DEFAULT_PORT} when left out. */
  readonly usualPort?: number | undefined;
  readonly token: string;
  /** Holds the built window; null serves none. */
  readonly windowFolder: string | null;
  readonly door: Door;
  /** The gateway's endpoint for AI clients; without one there is none. */
  readonly mount?: Mount | undefined;
}

export interface HttpServer {
  /** Ends with a slash. */
  readonly url: string;
  readonly port: number;
  /** Ends open connections too, without waiting for their other sides. */
  close(): Promise<void>;
}

/** Stays the same from start to start, so that an open window finds its engine again. */
export const DEFAULT_PORT = 4870;

/** As Fastify has it for servers of its own. */
const KEEP_ALIVE_MS = 72_000;

/** More than any call of the contract carries. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * Scripts and connections from the page itself only; Mantine adds style elements at run time. The page's own `meta`
 * has the same for the desktop app, but for `frame-ancestors`, which counts in a header alone.
 */
export const WINDOW_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The contract's own schemas check what comes in. Fastify would load its compilers all the same: ajv and
 * fast-json-stringify, 1 MB of source.
 */
const WITHOUT_SCHEMAS = { buildValidator: noSchemas, buildSerializer: noSchemas };

function noSchemas(): never {
  throw new Error('routes of this server have no schemas of Fastify');
}

/** The one HTTP server of an engine: window, calls, status routes and live feed. Throws when it can't listen. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const guarding: Guarding = { token: options.token, hosts: allowedHosts(options.host) };
  const mount = options.mount ?? null;
  const server = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    logger: false,
    schemaController: { compilersFactory: WITHOUT_SCHEMAS },
    serverFactory: (listener) =>
      createMountedServer(mount, guarding, listener, { keepAliveTimeout: KEEP_ALIVE_MS }),
  });
  await server.register(fastifyWebsocket, {
    options: {
      maxPayload: 64 * 1024,
      handleProtocols: (offered) => (offered.has('signalbox') ? 'signalbox' : false),
    },
  });
  answerProblems(server);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    checkRequest(request, guarding);
  });
  addStatusRoutes(server, options.door);
  addHealthRoutes(server, options.door, guarding);
  addAlertRoutes(server, options.door);
  addMetricsRoutes(server, options.door);
  addMcpStatusRoute(server, options.door);
  addDebugRoute(server, options.door);
  addHistoryRoutes(server, options.door);
  addCallRoutes(server, options.door);
  addEventRoute(server, options.door);
  if (options.windowFolder !== null) {
    await server.register(fastifyStatic, {
      root: options.windowFolder,
      setHeaders: (response) => response.header('content-security-policy', WINDOW_POLICY),
    });
  }
  await server.ready();
  if (mount !== null) mountUpgrades(server.server, mount, guarding);
  const port = await listen(server, options);
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}/`,
    port,
    async close() {
      mount?.close();
      // A reader that is stopped never answers the closing handshake, which would be waited for.
      for (const client of server.websocketServer.clients) client.terminate();
      await server.close();
    },
  };
}

async function listen(
  server: FastifyInstance,
  { host, port, usualPort = DEFAULT_PORT }: Pick<HttpOptions, 'host' | 'port' | 'usualPort'>,
): Promise<number> {
  try {
    await server.listen({ host, port: port ?? usualPort });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken || port !== null) throw error;
    await server.listen({ host, port: 0 });
  }
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the HTTP server has no port');
  return address.port;
}

function allowedHosts(host: string): ReadonlySet<string> {
  return new Set(['127.0.0.1', 'localhost', '[::1]', host]);
}

const STATUS: Readonly<Record<Problem['code'], number>> = {
  'bad-input': 400,
  unauthorized: 401,
  forbidden: 403,
  'unknown-channel': 404,
  'unknown-server': 404,
  'not-found': 404,
  'configuration-broken': 422,
  conflict: 409,
  'not-ours': 409,
  'server-unavailable': 503,
  'request-timeout': 504,
  closing: 503,
  internal: 500,
};

/** Every refusal has the same body, `{code, message}`. */
function answerProblems(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) => {
    const problem: Problem = {
      code: 'not-found',
      message: `there is no ${request.method} ${request.url.split('?')[0]}`,
    };
    return reply.code(404).send(problem);
  });
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof ProblemError) return reply.code(STATUS[error.code]).send(error.toProblem());
    // Fastify's own refusals, such as a body that is no JSON.
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    const message = error instanceof Error ? error.message : String(error);
    const problem: Problem = { code: status < 500 ? 'bad-input' : 'internal', message };
    return reply.code(status).send(problem);
  });
}
