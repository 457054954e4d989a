import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixture } from '../../process/harness/fixture.ts';
import { makeHome } from '../../process/harness/home.ts';
import { serve } from '../../process/harness/serve.ts';
import { type Bench, median } from '../kit/bench.ts';
import { loadHttp, openHttpSession } from '../kit/http-load.ts';
import { SERVER } from './front.ts';
import { withUndo } from './with-fronts.ts';

const READ_MS = 200;
const LOAD_MS = 700;

/** What is answered without the server: from the cache, and by an open breaker. */
export const gatewayGuards: Bench = {
  name: 'gateway-guards',
  about: 'answers from the cache beside the server’s own, and refusals by an open circuit breaker',
  async run() {
    const found = await withUndo(async (defer) => {
      const folder = await mkdtemp(join(tmpdir(), 'signalbox-guards-'));
      defer(() => rm(folder, { recursive: true, force: true }));
      const failing = join(folder, 'failing');
      await writeFile(failing, '');
      const home = await makeHome(defer);
      const entry = { command: process.execPath, args: [SERVER] };
      await home.configure({
        cached: entry,
        uncached: { ...entry, cache: false },
        slow: fixture('does-as-told', { env: { READ_MS: String(READ_MS) } }),
        failing: fixture('does-as-told', {
          env: { FAILING: failing },
          breaker: { failures: 5, open: '60s' },
        }),
      });
      const engine = await serve(home, { defer });
      await engine.untilReady('cached', 'uncached', 'slow', 'failing');
      const token = { authorization: `Bearer ${engine.token}` };
      const ask = async (server: string, method: string, params: object, durationMs = LOAD_MS) => {
        const url = new URL(`mcp/${server}`, engine.url).href;
        const headers = await openHttpSession(url, token);
        // The first one fills the cache, or opens the breaker.
        await loadHttp({ url, headers, method, params, callers: 1, durationMs: 100 });
        return loadHttp({ url, headers, method, params, callers: 1, durationMs });
      };
      const own = await ask('uncached', 'tools/list', {});
      const kept = await ask('cached', 'tools/list', {});
      const reads: number[] = [];
      const url = new URL('mcp/slow', engine.url).href;
      const headers = await openHttpSession(url, token);
      const params = { uri: 'test://note' };
      for (let at = 0; at < 3; at += 1) {
        const one = { url, headers, method: 'resources/read', params: { uri: `test://${at}` }, callers: 1 };
        reads.push((await loadHttp({ ...one, durationMs: 1 })).p50Ms);
      }
      const keptRead = await ask('slow', 'resources/read', params);
      const refused = await ask('failing', 'tools/call', { name: 'fail', arguments: {} });
      return { own, kept, serverReadMs: median(reads), keptRead, refused };
    });
    const { own, kept, serverReadMs, keptRead, refused } = found;
    return {
      columns: ['what', 'p50 ms', 'p99 ms', 'the server’s own, ms', 'times faster'],
      rows: [
        row('tools/list from the cache', kept, own.p50Ms),
        row(`a read of ${READ_MS} ms from the cache`, keptRead, serverReadMs),
        row('refused by an open breaker', refused, null),
      ],
      notes: [
        `One caller over HTTP; the server’s own through the gateway with the cache off. Refusals: ${refused.errors} of ${refused.calls} calls.`,
      ],
      figures: { ...found },
    };
  },
};

function row(
  what: string,
  { p50Ms, p99Ms }: { p50Ms: number; p99Ms: number },
  ownMs: number | null,
): string[] {
  const rest = ownMs === null ? ['–', '–'] : [ownMs.toFixed(2), (ownMs / p50Ms).toFixed(0)];
  return [what, p50Ms.toFixed(2), p99Ms.toFixed(2), ...rest];
}
