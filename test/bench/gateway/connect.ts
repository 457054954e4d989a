import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { makeHome } from '../../process/harness/home.ts';
import { serve } from '../../process/harness/serve.ts';
import { type Bench, median } from '../kit/bench.ts';
import type { LoadFigures } from '../kit/http-load.ts';
import { startAlone } from '../kit/lone-server.ts';
import { readMemory } from '../kit/process-figures.ts';
import { end, PROJECT, withLimit } from '../kit/run-program.ts';
import { overLines } from './direct.ts';
import { SERVER } from './front.ts';
import { withUndo } from './with-fronts.ts';

const SIGNALBOX = `${PROJECT}main/cli/signalbox.js`;

/** What a client sees that only spawns. */
export const gatewayConnect: Bench = {
  name: 'gateway-connect',
  about: '`signalbox connect`: from its spawn to the first answer, and calls through it',
  async run({ quick }) {
    const starts = quick ? 5 : 20;
    const found = await withUndo(async (defer) => {
      const home = await makeHome(defer);
      await home.configure({ everything: { command: process.execPath, args: [SERVER] } });
      const engine = await serve(home, { defer });
      await engine.untilReady('everything');
      const firstMs: number[] = [];
      const aloneMs: number[] = [];
      let load: LoadFigures | null = null;
      let rssBytes = 0;
      for (let at = 0; at < starts; at += 1) {
        const startedMs = performance.now();
        const env = { ...process.env, SIGNALBOX_HOME: home.folder, DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
        const shim = spawn(process.execPath, [SIGNALBOX, 'connect', 'everything'], {
          env,
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        const pipe = overLines((line) => shim.stdin.write(`${line}\n`));
        createInterface({ input: shim.stdout, terminal: false }).on('line', pipe.receive);
        const params = {
          protocolVersion: '2025-11-25',
          capabilities: {},
          clientInfo: { name: 'load', version: '1' },
        };
        await withLimit('initialize', pipe.ask('initialize', params));
        firstMs.push(performance.now() - startedMs);
        if (at === starts - 1) {
          await pipe.load(8, 1_000);
          load = await pipe.load(1, quick ? 700 : 2_000);
          rssBytes = (await readMemory(shim.pid ?? 0)).rssBytes;
        }
        await end(shim, 2_000);
        if (at < 5) aloneMs.push(await startAlone({ command: process.execPath, args: [SERVER], env: {} }));
      }
      return { firstMs, aloneMs, load, rssBytes };
    });
    const { firstMs, aloneMs, load, rssBytes } = found;
    return {
      columns: ['what', 'median', 'worst'],
      rows: [
        ['spawn to the answer to initialize', ms(median(firstMs)), ms(Math.max(...firstMs))],
        ['the same of the server itself', ms(median(aloneMs)), ms(Math.max(...aloneMs))],
        ['tools/call echo, one caller', ms(load?.p50Ms ?? Number.NaN, 2), ms(load?.p99Ms ?? Number.NaN, 2)],
        ['memory of `connect` (RSS)', `${(rssBytes / 2 ** 20).toFixed(0)} MiB`, ''],
      ],
      notes: [`${starts} starts with a running engine; worst of the calls is their 99th percentile.`],
      figures: { ...found },
    };
  },
};

function ms(value: number, digits = 0): string {
  return `${value.toFixed(digits)} ms`;
}
