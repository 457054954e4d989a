import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type McpSession, openSession } from '#engine/mcp/mcp.ts';
import { systemClock } from '#engine/ports.ts';
import { unheard } from '../../fakes/quiet-session.ts';

export interface RunningServer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly session: McpSession;
  readonly heard: {
    activity: number;
    readonly stray: string[];
    readonly oversized: number[];
    listChanged: number;
    ended: number;
  };
}

/** Generous: these tests are about what happens, not about how fast. */
export const BUDGETS = { startMs: 60_000, handshakeMs: 60_000, skipDiscover: false } as const;
export const PROBE_MS = 60_000;

/** Starts `node` with a server and opens a session with it. Both are gone when the test is over. */
export function runServer(args: readonly string[], env: Record<string, string> = {}): RunningServer {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  child.stderr.resume();
  const heard: RunningServer['heard'] = { activity: 0, stray: [], oversized: [], listChanged: 0, ended: 0 };
  const session = openSession(
    child,
    {
      activity: () => {
        heard.activity += 1;
      },
      stray: (line) => heard.stray.push(line),
      oversized: (bytes) => heard.oversized.push(bytes),
      ...unheard,
      listChanged: () => {
        heard.listChanged += 1;
      },
      ended: () => {
        heard.ended += 1;
      },
    },
    systemClock,
  );
  onTestFinished(async () => {
    session.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  });
  return { child, session, heard };
}

export function runFixture(name: string, env: Record<string, string> = {}): RunningServer {
  return runServer([fileURLToPath(new URL(`../../fixtures/servers/${name}.js`, import.meta.url))], env);
}
