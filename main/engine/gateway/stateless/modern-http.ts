import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../../ports.ts';
import { isObject, META } from '../bridge/meta.ts';
import { MODERN_REVISIONS } from '../bridge/revisions.ts';
import type { Caller, GatewayCore, RpcRequest, Scope } from '../core.ts';
import { type Fault, INVALID_PARAMS, sendFault } from '../http/answers.ts';
import type { Accepts } from '../http/read-body.ts';
import { checkParameterHeaders, checkStandardHeaders, mismatch } from './modern-headers.ts';
import { ModernReply } from './modern-reply.ts';

const UNSUPPORTED_VERSION = -32022;

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

/** Whether a message calls itself one of the modern era, rightly or not. */
export function claimsModern(params: Readonly<Record<string, unknown>> | undefined): boolean {
  const meta = params?.['_meta'];
  return isObject(meta) && meta[META.protocolVersion] !== undefined;
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
      checkMeta(headers['mcp-protocol-version'], request) ??
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

/** What every request of the modern era must say of itself. */
export function checkMeta(versionHeader: unknown, { params }: RpcRequest): Fault | null {
  const meta = params?.['_meta'];
  if (!isObject(meta)) return missing('_meta');
  const version = meta[META.protocolVersion];
  if (version === undefined) return missing(META.protocolVersion);
  if (typeof version !== 'string') return invalid(META.protocolVersion, 'a string');
  const capabilities = meta[META.clientCapabilities];
  if (capabilities === undefined) return missing(META.clientCapabilities);
  if (!isObject(capabilities)) return invalid(META.clientCapabilities, 'an object');
  const info = meta[META.clientInfo];
  if (info !== undefined && !isObject(info)) return invalid(META.clientInfo, 'an object');
  if (typeof versionHeader !== 'string') {
    return mismatch(`the body names revision ${version}, and MCP-Protocol-Version is missing`);
  }
  if (versionHeader.trim() !== version) {
    return mismatch(`the body names revision ${version}, and MCP-Protocol-Version ${versionHeader}`);
  }
  return MODERN.includes(version) ? null : unsupportedVersion(version);
}

export function unsupportedVersion(requested: string): Fault {
  return {
    status: 400,
    code: UNSUPPORTED_VERSION,
    message: `Unsupported protocol version: ${requested}`,
    data: { supported: MODERN, requested },
  };
}

function missing(key: string): Fault {
  return {
    status: 400,
    code: INVALID_PARAMS,
    message: `Invalid params: the request has no ${key}`,
    data: { envelope: { missing: [key] } },
  };
}

function invalid(key: string, wanted: string): Fault {
  return { status: 400, code: INVALID_PARAMS, message: `Invalid params: ${key} must be ${wanted}` };
}
