import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { someFreePort } from '../../process/harness/free-port.ts';
import { until } from '../../process/harness/until.ts';
import type { installFromNpm } from '../kit/install-from-npm.ts';
import { type Front, runFront, SERVER, streamable } from './front.ts';
import { loadSse, openSse } from './sse-load.ts';

/** As they are installed; newer ones would be other peers. */
export const PEER_PACKAGES = ['mcp-hub@4.2.1', 'supergateway@4.0.0', 'mcp-proxy@6.7.19'];

type Installed = Awaited<ReturnType<typeof installFromNpm>>;
const PackageJson = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

function script({ load }: Installed, folder: string, name: string): string {
  const { bin } = PackageJson.parse(load(`./node_modules/${name}/package.json`));
  const file = typeof bin === 'string' ? bin : bin[name];
  if (file === undefined) throw new Error(`${name} has no command of its name`);
  return join(folder, 'node_modules', name, file);
}

/** As their documentation starts them, each in front of the same server. */
export function peers(installed: Installed, folder: string): Front[] {
  return [
    {
      name: 'mcp-hub 4.2.1',
      async start(defer) {
        const port = await someFreePort();
        const config = join(folder, 'hub.json');
        const servers = { everything: { command: process.execPath, args: [SERVER] } };
        await writeFile(config, JSON.stringify({ mcpServers: servers }));
        const url = `http://127.0.0.1:${port}/mcp`;
        const args = [script(installed, folder, 'mcp-hub'), '--port', String(port), '--config', config];
        const health = `http://127.0.0.1:${port}/api/health`;
        const child = await runFront(args, health, defer, folder);
        // It listens before it has clients' sessions to give.
        await until('mcp-hub is ready', async () => {
          const { state } = (await (await fetch(health)).json()) as { state?: string };
          return state === 'ready';
        });
        const tool = { name: 'everything__echo', arguments: { message: 'hello' } };
        const session = await openSse(url, tool, defer);
        return {
          pid: child.pid ?? 0,
          load: (callers, durationMs) => loadSse(url, tool, callers, durationMs),
          call: () => session.call(),
          open: () => openSse(url, tool, defer),
        };
      },
    },
    {
      name: 'supergateway 4.0.0',
      async start(defer) {
        const port = await someFreePort();
        const url = `http://127.0.0.1:${port}/mcp`;
        const stdio = `${process.execPath} ${SERVER}`;
        const how = ['--outputTransport', 'streamableHttp', '--stateful', '--logLevel', 'none'];
        const args = [
          script(installed, folder, 'supergateway'),
          '--stdio',
          stdio,
          ...how,
          '--port',
          `${port}`,
        ];
        const child = await runFront(args, url, defer, folder);
        return streamable(child.pid ?? 0, url);
      },
    },
    {
      name: 'mcp-proxy 6.7.19',
      async start(defer) {
        const port = await someFreePort();
        const url = `http://127.0.0.1:${port}/mcp`;
        const how = ['--port', String(port), '--host', '127.0.0.1', '--server', 'stream'];
        const args = [script(installed, folder, 'mcp-proxy'), ...how, '--', process.execPath, SERVER];
        const child = await runFront(args, url, defer, folder);
        return streamable(child.pid ?? 0, url);
      },
    },
  ];
}
