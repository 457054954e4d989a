import { LEGACY_REVISIONS } from '../../main/engine/gateway/bridge/revisions.ts';
import type {
  Caller,
  ClientSession,
  GatewayCore,
  Opened,
  Peer,
  ReplyStream,
  RpcNotification,
  RpcRequest,
  RpcResponse,
  Scope,
} from '../../main/engine/gateway/core.ts';

/** One client as the core sees it; what happens is written down. */
export interface ScriptedSession {
  readonly scope: Scope;
  readonly caller: Caller;
  readonly peer: Peer;
  readonly notifications: RpcNotification[];
  readonly responses: RpcResponse[];
  /** What `attend` was called with, oldest first. */
  readonly attended: boolean[];
  isClosed: boolean;
}

/** A request that waits for the test to answer it: all but `echo` and `fail` do. */
export interface Waiting {
  readonly request: RpcRequest;
  readonly reply: ReplyStream;
  isCancelled: boolean;
}

/** A core without servers: `echo` gives its parameters back, the other methods wait for the test. */
export class ScriptedCore implements GatewayCore {
  readonly sessions: ScriptedSession[] = [];
  readonly waiting: Waiting[] = [];
  /** Servers that are there. */
  readonly servers = new Set(['alpha', 'beta']);
  /** Of the modern requests that came, in order. */
  readonly connections: (string | undefined)[] = [];
  /** Connections that are over. */
  readonly hungUp: string[] = [];
  batchSize = 100;

  hangUp(connection: string): void {
    this.hungUp.push(connection);
  }

  has(scope: Scope): boolean {
    return scope.kind === 'all' || this.servers.has(scope.name);
  }

  async open(scope: Scope, caller: Caller, initialize: RpcRequest, peer: Peer): Promise<Opened> {
    const asked = initialize.params?.['protocolVersion'];
    if (typeof asked !== 'string') {
      const error = { code: -32602, message: 'initialize names no protocolVersion' };
      return { ok: false, status: 400, response: { jsonrpc: '2.0', id: initialize.id, error } };
    }
    const protocolVersion = LEGACY_REVISIONS.find((revision) => revision === asked) ?? LEGACY_REVISIONS[0];
    const seen: ScriptedSession = {
      scope,
      caller,
      peer,
      notifications: [],
      responses: [],
      attended: [],
      isClosed: false,
    };
    this.sessions.push(seen);
    const session: ClientSession = {
      id: `session-${this.sessions.length}`,
      protocolVersion,
      request: (request, reply) => void this.#answer(request, reply),
      notify: (notification) => void seen.notifications.push(notification),
      respond: (response) => void seen.responses.push(response),
      attend: (isListening) => void seen.attended.push(isListening),
      close: () => {
        seen.isClosed = true;
      },
    };
    const result = {
      protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'scripted', version: '1' },
    };
    return { ok: true, session, response: { jsonrpc: '2.0', id: initialize.id, result } };
  }

  modern(_scope: Scope, caller: Caller, request: RpcRequest, reply: ReplyStream): { cancel(): void } {
    this.connections.push(caller.connection);
    const waiting = this.#answer(request, reply);
    return {
      cancel() {
        if (waiting !== null) waiting.isCancelled = true;
      },
    };
  }

  #answer(request: RpcRequest, reply: ReplyStream): Waiting | null {
    const { id, method, params = {} } = request;
    if (method === 'echo' || method === 'tools/call') {
      reply.end({ jsonrpc: '2.0', id, result: { ...params } });
      return null;
    }
    if (method === 'fail') {
      const code = Number(params['code']);
      reply.end({ jsonrpc: '2.0', id, error: { code, message: 'as asked for' } });
      return null;
    }
    const waiting: Waiting = { request, reply, isCancelled: false };
    this.waiting.push(waiting);
    return waiting;
  }
}
