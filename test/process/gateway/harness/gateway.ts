import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Defer, type Home, makeHome } from '../../harness/home.ts';
import { type ServedEngine, serve } from '../../harness/serve.ts';
import type { ClientOptions, TestClient } from './client.ts';
import { openHttpClient } from './http-client.ts';
import { openPipeClient } from './pipe-client.ts';

const SIGNALBOX = fileURLToPath(new URL('../../../../main/cli/signalbox.js', import.meta.url));

/** An engine in a process of its own, and the ways into its gateway. */
export interface Gateway {
  readonly home: Home;
  readonly engine: ServedEngine;
  /** Where a server is reached; all of them without a name. */
  url(server?: string): string;
  /** With the token in it. */
  urlWithToken(server?: string): string;
  /** A client that leaves at the end of the test, by hand and over Streamable HTTP. */
  http(server: string | null, options?: Partial<ClientOptions>): Promise<TestClient>;
  pipe(server: string | null, options?: Partial<ClientOptions>): Promise<TestClient>;
  /** The command line of `signalbox connect`, and its environment. */
  connect(server?: string): { command: string; args: string[]; env: Record<string, string> };
}

/** Starts an engine with these servers and waits until they run. */
export async function openGateway(
  servers: Readonly<Record<string, object>>,
  { beside = {}, defer = onTestFinished }: { readonly beside?: object; readonly defer?: Defer } = {},
): Promise<Gateway> {
  const home = await makeHome(defer);
  await home.configure(servers, beside);
  const engine = await serve(home, { defer });
  await engine.untilReady(...Object.keys(servers));
  const url = (server?: string): string =>
    new URL(server === undefined ? 'mcp' : `mcp/${encodeURIComponent(server)}`, engine.url).href;
  const open =
    (how: typeof openHttpClient): Gateway['http'] =>
    async (server, options = {}) => {
      const client = await how({ url: url(server ?? undefined), token: engine.token, ...options });
      defer(async () => client.vanish());
      return client;
    };
  return {
    home,
    engine,
    url,
    urlWithToken: (server) => `${url(server)}?token=${engine.token}`,
    http: open(openHttpClient),
    pipe: open(openPipeClient),
    connect: (server) => ({
      command: process.execPath,
      args: [SIGNALBOX, 'connect', server ?? '--all'],
      env: { SIGNALBOX_HOME: home.folder },
    }),
  };
}
