import type { ServerResponse } from 'node:http';
import type { RpcId, RpcResponse } from '../core.ts';

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
/** What the SDKs answer where HTTP itself is at fault: the code of JSON-RPC for a server's own errors. */
export const HTTP_FAULT = -32000;
export const SESSION_NOT_FOUND = -32001;

/** Sends a JSON text as the whole answer; gives its bytes. */
export function sendJson(res: ServerResponse, status: number, text: string, sessionId?: string): number {
  const bytes = Buffer.byteLength(text);
  if (sessionId === undefined) {
    res.writeHead(status, ['content-type', 'application/json', 'content-length', String(bytes)]);
  } else {
    res.writeHead(status, [
      'content-type',
      'application/json',
      'content-length',
      String(bytes),
      'mcp-session-id',
      sessionId,
    ]);
  }
  res.end(text);
  return bytes;
}

/** A response as JSON; `resultText` is its result, where that is known as text already. */
export function responseText(response: RpcResponse, resultText: string | undefined): string {
  if (resultText === undefined) return JSON.stringify(response);
  return `{"jsonrpc":"2.0","id":${JSON.stringify(response.id)},"result":${resultText}}`;
}

export function sendResponse(res: ServerResponse, status: number, response: RpcResponse): number {
  return sendJson(res, status, JSON.stringify(response));
}

/** A refusal: an HTTP status with a JSON-RPC error that says why. */
export interface Fault {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export function sendFault(res: ServerResponse, id: RpcId | null, { status, ...error }: Fault): void {
  sendResponse(res, status, { jsonrpc: '2.0', id, error });
}

/** For notifications and responses, which have no answer. */
export function sendAccepted(res: ServerResponse): void {
  res.writeHead(202, ['content-length', '0']);
  res.end();
}

export function sendMethodNotAllowed(res: ServerResponse, allow: string): void {
  res.setHeader('allow', allow);
  sendFault(res, null, {
    status: 405,
    code: HTTP_FAULT,
    message: `Method not allowed: ${allow} ${allow.includes(',') ? 'are' : 'is'} answered here`,
  });
}
