import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../../ports.ts';
import { MODERN_REVISIONS } from '../bridge/revisions.ts';
import type { Caller, GatewayCore, RpcRequest, Scope } from '../core.ts';
import { type Fault, sendFault } from '../http/answers.ts';
import type { Accepts } from '../http/read-body.ts';
import { checkEnvelope, checkVersion, claimedVersion } from './envelope.ts';
import { checkParameterHeaders, checkStandardHeaders, mismatch } from './modern-headers.ts';
import { ModernReply } from './modern-reply.ts';

const MODERN: readonly string[] = MODERN_REVISIONS;

export interface ModernOptions {
  readonly core: GatewayCore;
  readonly clock: Clock;
  /** The input schema of a tool by the name that the caller sees it by; null when it is not known. */
  readonly toolSchema: (
    scope: Scope,
    caller: Caller,
    tool: string,
  ) => Readonly<Record<string, unknown>> | null;
}

export function isModern(version: unknown): boolean {
  return typeof version === 'string' && MODERN.includes(version.trim());
}

/** Streamable HTTP of the modern era: each request stands alone. */
export class ModernHttp {
  readonly #options: ModernOptions;
  readonly #replies = new Set<ModernReply>();

  constructor(options: ModernOptions) {
    this.#options = options;
  }

  /** How many requests are being worked on. */
  get size(): number {
    return this.#replies.size;
  }

  request(
    headers: IncomingHttpHeaders,
    res: ServerResponse,
    scope: Scope,
    caller: Caller,
    request: RpcRequest,
    bytes: number,
    accepts: Accepts,
  ): void {
    const fault =
      checkEnvelope(request) ??
      checkVersionHeader(headers['mcp-protocol-version'], request) ??
      checkVersion(request, MODERN) ??
      checkStandardHeaders(headers, request) ??
      this.#checkParameters(headers, scope, caller, request);
    if (fault !== null) {
      sendFault(res, request.id, fault);
      return;
    }
    const { core, clock } = this.#options;
    const reply = new ModernReply(res, accepts, clock.monotonic(), this.#forget);
    this.#replies.add(reply);
    reply.begin(core.modern(scope, caller, request, reply, bytes));
  }

  keepAlive(nowMs: number): void {
    for (const reply of this.#replies) reply.keepAlive(nowMs);
  }

  close(): void {
    for (const reply of this.#replies) reply.cancel();
  }

  readonly #forget = (reply: ModernReply): void => {
    this.#replies.delete(reply);
  };

  #checkParameters(
    headers: IncomingHttpHeaders,
    scope: Scope,
    caller: Caller,
    request: RpcRequest,
  ): Fault | null {
    const name = request.method === 'tools/call' ? request.params?.['name'] : undefined;
    if (typeof name !== 'string') return null;
    const schema = this.#options.toolSchema(scope, caller, name);
    return schema === null ? null : checkParameterHeaders(headers, request, schema);
  }
}

/** The revision in the header must be the one in the body. */
function checkVersionHeader(header: unknown, { params }: RpcRequest): Fault | null {
  const version = claimedVersion(params);
  if (typeof header !== 'string') {
    return mismatch(`the body names revision ${version}, and MCP-Protocol-Version is missing`);
  }
  if (header.trim() === version) return null;
  return mismatch(`the body names revision ${version}, and MCP-Protocol-Version ${header}`);
}
