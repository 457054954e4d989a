import { isRecord } from '../message.ts';
import type { Outgoing } from '../transport.ts';

export type Headers = Readonly<Record<string, string>>;

/** A later header goes before an earlier one of the same name, however they are written. */
export function joinHeaders(...all: readonly Headers[]): Headers {
  const joined: Record<string, string> = {};
  for (const headers of all) {
    for (const [name, value] of Object.entries(headers)) joined[name.toLowerCase()] = value;
  }
  return joined;
}

/** What a modern POST says of its body for those on the way (2026-07-28, Request Metadata). */
export function modernHeaders(message: Outgoing): Headers {
  if (!('method' in message)) return {};
  const params: unknown = message.params;
  const meta = isRecord(params) && isRecord(params['_meta']) ? params['_meta'] : {};
  const version = meta['io.modelcontextprotocol/protocolVersion'];
  if (typeof version !== 'string') return {};
  const named = isRecord(params) ? nameOf(message.method, params) : null;
  return {
    'mcp-protocol-version': version,
    'mcp-method': headerValue(message.method),
    ...(named === null ? {} : { 'mcp-name': headerValue(named) }),
  };
}

function nameOf(method: string, params: Record<string, unknown>): string | null {
  if (!['tools/call', 'resources/read', 'prompts/get'].includes(method)) return null;
  const name = method === 'resources/read' ? params['uri'] : params['name'];
  return typeof name === 'string' ? name : null;
}

/** What is no plain ASCII, or looks like the marked form, goes in Base64 with marks around it. */
export function headerValue(value: string): string {
  const isPlain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value);
  const isMarked = value.startsWith('=?base64?') && value.endsWith('?=');
  return isPlain && !isMarked ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}
