import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import {
  type HttpSessionOptions,
  type McpSession,
  openHttpSession,
  type SessionEnd,
  type SessionEvents,
} from '#engine/mcp/mcp.ts';
import { systemClock } from '#engine/ports.ts';
import { unheard } from '../../fakes/quiet-session.ts';

export interface HttpHeard {
  activity: number;
  listChanged: number;
  ended: number;
  readonly ends: (SessionEnd | null)[];
  readonly stray: string[];
  readonly oversized: number[];
}

export interface RunningHttpServer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly port: number;
  /** What it wrote on stderr so far. */
  said(): string;
}

/** Generous: these tests are about what happens, not about how fast. */
export const UNTIL = { timeout: 60_000, interval: 20 } as const;

/** Starts `node` with an HTTP server and waits until it says that it listens. It is gone when the test is over. */
export async function runHttpServer(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningHttpServer> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  let text = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  });
  const port = await vi.waitFor(() => {
    const said = /(?:listening on 127\.0\.0\.1:|port )(\d+)/.exec(text);
    if (!said) throw new Error(`does not listen yet: ${text}`);
    return Number(said[1]);
  }, UNTIL);
  return { child, port, said: () => text };
}

export function runHttpFixture(name: string, env: Record<string, string> = {}, port = 0) {
  const file = fileURLToPath(new URL(`../../fixtures/servers/${name}.js`, import.meta.url));
  return runHttpServer([file, String(port)], env);
}

/** Opens a session that is closed when the test is over. */
export function openHttp(
  url: string,
  options: Partial<HttpSessionOptions> = {},
  events: Partial<SessionEvents> = {},
): { session: McpSession; heard: HttpHeard } {
  const heard: HttpHeard = { activity: 0, listChanged: 0, ended: 0, ends: [], stray: [], oversized: [] };
  const session = openHttpSession({
    url,
    headers: {},
    transport: 'streamable-http',
    retryRefusedUntilReady: false,
    clock: systemClock,
    version: '1.2.3',
    events: {
      ...unheard,
      activity: () => {
        heard.activity += 1;
      },
      listChanged: () => {
        heard.listChanged += 1;
      },
      ended: (why) => {
        heard.ended += 1;
        heard.ends.push(why);
      },
      stray: (line) => heard.stray.push(line),
      oversized: (bytes) => heard.oversized.push(bytes),
      ...events,
    },
    ...options,
  });
  onTestFinished(() => session.close());
  return { session, heard };
}
