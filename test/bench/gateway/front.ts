import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Defer } from '../../process/harness/home.ts';
import { until } from '../../process/harness/until.ts';
import { type LoadFigures, loadHttp, openHttpSession } from '../kit/http-load.ts';
import { end, PROJECT } from '../kit/run-program.ts';

/** The real server behind every front; its tool `echo` is called. */
export const SERVER = `${PROJECT}node_modules/@modelcontextprotocol/server-everything/dist/index.js`;
export const ECHO = { name: 'echo', arguments: { message: 'hello' } };

/** A way from a client to the server. */
export interface Front {
  readonly name: string;
  start(defer: Defer): Promise<RunningFront>;
}

export interface RunningFront {
  /** Of the gateway; null where there is none. */
  readonly pid: number | null;
  /** Calls `echo` as fast as it is answered. */
  load(callers: number, durationMs: number): Promise<LoadFigures>;
  /** Whether one call of `echo` is answered by a result, in a session that was opened before; null where not tried. */
  readonly call: (() => Promise<boolean>) | null;
  /** Opens another session, as a client of its own does. */
  readonly open: (() => Promise<unknown>) | null;
}

/** Runs a program until the end of the bench, and resolves when it answers on that URL. */
export async function runFront(
  args: readonly string[],
  url: string,
  defer: Defer,
  cwd = PROJECT,
): Promise<ChildProcess> {
  // What it writes for its user goes with the folder.
  const env = { ...process.env, HOME: cwd, XDG_STATE_HOME: cwd, XDG_CONFIG_HOME: cwd };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'ignore'] });
  defer(() => end(child));
  await until(
    `${args[0]} listens`,
    () =>
      fetch(url, { method: 'OPTIONS', signal: AbortSignal.timeout(1_000) }).then(
        () => true,
        () => false,
      ),
    { limitMs: 30_000 },
  );
  return child;
}

/** What all that speak Streamable HTTP have in common. */
export async function streamable(
  pid: number,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RunningFront> {
  const session = await openHttpSession(url, headers);
  return {
    pid,
    load: (callers, durationMs) => loadHttp({ url, headers: session, params: ECHO, callers, durationMs }),
    call: () => callOnce(url, session),
    open: async () => listen(url, await openHttpSession(url, headers)),
  };
}

/** Keeps the stream open that a client has for what belongs to no request. A server that has none says so. */
async function listen(url: string, session: Readonly<Record<string, string>>): Promise<void> {
  const { hostname, port, host, pathname } = new URL(url);
  const socket = connect(Number(port), hostname).unref();
  const head = Object.entries({ host, accept: 'text/event-stream', ...session });
  socket.on('error', () => socket.destroy());
  socket.write(
    `GET ${pathname} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  await once(socket, 'data');
}

async function callOnce(url: string, session: Readonly<Record<string, string>>): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...session,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: ECHO }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  const text = (await response?.text().catch(() => '')) ?? '';
  return text.includes('Echo: hello') && !text.includes('"isError":true');
}
