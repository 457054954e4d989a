import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { makeHome } from '../../process/harness/home.ts';
import { serve } from '../../process/harness/serve.ts';
import { end, PROJECT, withLimit } from '../kit/run-program.ts';
import { type Front, SERVER, streamable } from './front.ts';

export const bareRelay: Front = {
  name: 'bare relay (the floor)',
  async start(defer) {
    const script = `${PROJECT}test/bench/programs/bare-relay.js`;
    const child = spawn(process.execPath, [script, SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    defer(() => end(child));
    const port = await withLimit(
      'the bare relay',
      new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    );
    return streamable(child.pid ?? 0, `http://127.0.0.1:${port}/`);
  },
};

/** With figures, limits and breaker on, as it is out of the box. */
export const signalbox: Front = {
  name: 'Signalbox',
  async start(defer) {
    const home = await makeHome(defer);
    // More clients than a person has: peers have no limit at all.
    const gateway = { maxClients: 1000 };
    await home.configure({ everything: { command: process.execPath, args: [SERVER] } }, { gateway });
    const engine = await serve(home, { defer });
    await engine.untilReady('everything');
    const headers = { authorization: `Bearer ${engine.token}` };
    return streamable(engine.pid, new URL('mcp/everything', engine.url).href, headers);
  },
};
