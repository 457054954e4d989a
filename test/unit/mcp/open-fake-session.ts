import { type McpSession, openSession } from '#engine/mcp/mcp.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeServer } from '../../fakes/fake-server.ts';
import { unheard } from '../../fakes/quiet-session.ts';

export interface Heard {
  activity: number;
  readonly stray: string[];
  /** What the owner does on a stray line. */
  onStray(): void;
  readonly oversized: number[];
  listChanged: number;
  ended: number;
}

export interface FakeSession {
  readonly session: McpSession;
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly heard: Heard;
}

/** A session with a server in memory, on a clock that stands still. */
export function openFakeSession(server = new FakeServer()): FakeSession {
  const clock = new FakeClock();
  const heard: Heard = { activity: 0, stray: [], onStray() {}, oversized: [], listChanged: 0, ended: 0 };
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
      ...unheard,
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
