import { type McpSession, openSession, type SessionEvents } from '#engine/mcp/mcp.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeServer, settled } from '../../fakes/fake-server.ts';
import { unheard } from '../../fakes/quiet-session.ts';

export interface Heard {
  activity: number;
  readonly stray: string[];
  /** What the owner does on a stray line. */
  onStray(): void;
  readonly oversized: number[];
  listChanged: number;
  ended: number;
  readonly notifications: { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[];
}

export interface FakeSession {
  readonly session: McpSession;
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly heard: Heard;
}

/** A session with a server in memory, on a clock that stands still. */
export function openFakeSession(
  server = new FakeServer(),
  request: SessionEvents['request'] = unheard.request,
): FakeSession {
  const clock = new FakeClock();
  const heard: Heard = {
    activity: 0,
    stray: [],
    onStray() {},
    oversized: [],
    listChanged: 0,
    ended: 0,
    notifications: [],
  };
  const session = openSession(
    server,
    {
      activity: () => {
        heard.activity += 1;
      },
      stray: (line) => {
        heard.stray.push(line);
        heard.onStray();
      },
      oversized: (bytes) => heard.oversized.push(bytes),
      request,
      notification: (method, params) => heard.notifications.push({ method, params }),
      listChanged: () => {
        heard.listChanged += 1;
      },
      ended: () => {
        heard.ended += 1;
      },
    },
    clock,
    '1.2.3',
  );
  return { session, server, clock, heard };
}

export const BUDGETS = { startMs: 30_000, handshakeMs: 10_000, skipDiscover: false } as const;

export const NOT_FOUND = { error: { code: -32601, message: 'Method not found' } } as const;

export function initializeResult(protocolVersion = '2025-11-25', capabilities: object = { tools: {} }) {
  return {
    result: { protocolVersion, capabilities, serverInfo: { name: 'legacy-server', version: '1.0.0' } },
  };
}

export function discoverResult(supportedVersions: string[], capabilities: object = { tools: {} }) {
  const serverInfo = { name: 'modern-server', version: '2.0.0' };
  return {
    result: {
      resultType: 'complete',
      supportedVersions,
      capabilities,
      _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo },
    },
  };
}

/** A session with a server of that era, past its handshake. */
export async function openSessionOf(
  era: 'legacy' | 'modern',
  request?: SessionEvents['request'],
): Promise<FakeSession> {
  const opened = openFakeSession(new FakeServer(), request);
  opened.server
    .answers('server/discover', era === 'modern' ? discoverResult(['2026-07-28']) : NOT_FOUND)
    .answers('initialize', initializeResult());
  await opened.session.negotiate(BUDGETS);
  await settled();
  return opened;
}
