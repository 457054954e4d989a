import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { figuresOf } from '../kit/http-load.ts';
import { end, withLimit } from '../kit/run-program.ts';
import { ECHO, type Front, SERVER } from './front.ts';

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'load', version: '1' },
};

/** No gateway: the server's own stdin and stdout. */
export const direct: Front = {
  name: 'direct, over stdio',
  async start(defer) {
    const child = spawn(process.execPath, [SERVER], { stdio: ['pipe', 'pipe', 'ignore'] });
    defer(() => end(child, 2_000));
    const pipe = overLines((line) => child.stdin.write(`${line}\n`));
    createInterface({ input: child.stdout, terminal: false }).on('line', pipe.receive);
    await withLimit('initialize', pipe.ask('initialize', INITIALIZE));
    return { pid: null, load: pipe.load, call: null, open: null };
  },
};

/** Calls `echo` over lines of JSON-RPC: a server's stdin, or that of `signalbox connect`. */
export function overLines(write: (line: string) => void) {
  const waiting = new Map<number, () => void>();
  let id = 0;
  const ask = (method: string, params: object): Promise<void> => {
    id += 1;
    const own = id;
    return new Promise((resolve) => {
      waiting.set(own, resolve);
      write(JSON.stringify({ jsonrpc: '2.0', id: own, method, params }));
    });
  };
  return {
    ask,
    receive(line: string): void {
      const { id: answered } = JSON.parse(line) as { id?: number };
      if (answered === undefined) return;
      waiting.get(answered)?.();
      waiting.delete(answered);
    },
    async load(callers: number, durationMs: number) {
      const times: number[] = [];
      const startedMs = performance.now();
      const endsMs = startedMs + durationMs;
      const call = async (): Promise<void> => {
        while (performance.now() < endsMs) {
          const sentMs = performance.now();
          await ask('tools/call', ECHO);
          times.push(performance.now() - sentMs);
        }
      };
      await Promise.all(Array.from({ length: callers }, call));
      return figuresOf(times, performance.now() - startedMs, 0);
    },
  };
}
