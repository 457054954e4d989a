import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Rpc } from '../../fakes/pipe-engine.ts';
import type { Home } from './home.ts';
import { until } from './until.ts';

const COMMAND = fileURLToPath(new URL('../../../main/cli/signalbox.js', import.meta.url));

export const initialize: Rpc = {
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
export const echo = (id: number, message: string): Rpc => ({
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { message } },
});

/** A client that has spawned `signalbox connect`. */
export function startClient(home: Home, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [COMMAND, 'connect', ...argv], {
    env: { ...process.env, SIGNALBOX_HOME: home.folder, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | NodeJS.Signals | null>();
  child.once('close', (code, signal) => resolve(code ?? signal));
  child.once('error', reject);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  /** All of stdout; throws on a line that is no JSON. */
  const heard = (): Rpc[] =>
    written.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Rpc);
  const say = (...messages: Rpc[]): void => {
    for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  const hears = (what: string, is: (message: Rpc) => boolean): Promise<Rpc> =>
    until(what, () => heard().find(is), { seen: () => [heard().slice(-5), written.stderr] });
  const answerTo = (id: string | number): Promise<Rpc> =>
    hears(`an answer to ${id}`, (message) => message.id === id && message.method === undefined);
  return { child, heard, say, hears, answerTo, ended, stderr: () => written.stderr };
}
