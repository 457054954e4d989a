import { once } from 'node:events';
import { createServer } from 'node:net';
import { fixture } from '../../process/harness/fixture.ts';
import { type Servers, SHORT } from '../kit/fault-case.ts';

/** Those that only force ends, or whose children only force ends: what is left of them has to be swept. */
export const DEAF: readonly string[] = ['deaf', 'family'];

/** What else a start by hand starts. */
export const DEPENDS_ON: Readonly<Record<string, readonly string[]>> = { above: ['polite'] };

/** Those that run for good once they run. */
export const STEADY: readonly string[] = ['polite', 'above', 'deaf', 'no-eof', 'family', 'slow', 'web'];

/** Ten servers: some do well, some crash or ignore what they are told, one forks away, one is reached by HTTP. */
export async function tenServers(): Promise<Servers> {
  const settings = { timeouts: SHORT };
  const port = await freePort();
  const web = fixture('http-server', settings) as { args: string[] };
  return {
    polite: fixture('well-behaved', settings),
    above: fixture('well-behaved', { ...settings, dependsOn: DEPENDS_ON['above'] }),
    deaf: fixture('ignores-sigterm', settings),
    'no-eof': fixture('ignores-eof', settings),
    family: fixture('forks-and-setsid', settings),
    slow: fixture('slow-start', { ...settings, env: { SLOW_START_MS: '1200' } }),
    'crashes-1': fixture('crashes-at-random', settings),
    'crashes-2': fixture('crashes-at-random', { ...settings, env: { CRASH_WITHIN_MS: '1500' } }),
    'never-starts': fixture('exits-at-once', settings),
    web: { ...web, args: [...web.args, String(port)], url: `http://127.0.0.1:${port}/mcp` },
  };
}

/** Free a moment ago, which is as good as it gets. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
