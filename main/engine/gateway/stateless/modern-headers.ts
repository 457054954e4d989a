import type { IncomingHttpHeaders } from 'node:http';
import { isObject } from '../bridge/meta.ts';
import type { RpcRequest } from '../core.ts';
import type { Fault } from '../http/answers.ts';
import { headerParameters } from './header-parameters.ts';

export const HEADER_MISMATCH = -32020;

/** Which parameter `Mcp-Name` repeats. */
const NAMED_BY: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/** The headers that repeat a request's method and name must say what its body says. Null when they do. */
export function checkStandardHeaders(headers: IncomingHttpHeaders, request: RpcRequest): Fault | null {
  const { method, params } = request;
  const said = headers['mcp-method'];
  if (typeof said !== 'string')
    return mismatch(`the body names the method ${method}, and Mcp-Method is missing`);
  if (said.trim() !== method) return mismatch(`the body names the method ${method}, and Mcp-Method ${said}`);
  const key = NAMED_BY.get(method);
  const name = key === undefined ? undefined : params?.[key];
  if (typeof name !== 'string') return null;
  const given = headers['mcp-name'];
  if (typeof given !== 'string')
    return mismatch(`the body has the ${key} "${name}", and Mcp-Name is missing`);
  const decoded = decodeHeader(given);
  if (decoded === null) return mismatch('Mcp-Name is not valid Base64');
  if (decoded !== name) return mismatch(`the body has the ${key} "${name}", and Mcp-Name says "${decoded}"`);
  return null;
}

/** The same for the arguments of a tool that its schema marks with `x-mcp-header`. */
export function checkParameterHeaders(
  headers: IncomingHttpHeaders,
  request: RpcRequest,
  schema: Readonly<Record<string, unknown>>,
): Fault | null {
  for (const { header, path, isNumber } of headerParameters(schema)) {
    const value = valueAt(request.params?.['arguments'], path);
    const text = toHeaderText(value);
    if (text === null) continue;
    const where = path.join('.');
    const given = headers[`mcp-param-${header.toLowerCase()}`];
    if (typeof given !== 'string') {
      return mismatch(`the body has the argument ${where}, and Mcp-Param-${header} is missing`);
    }
    const decoded = decodeHeader(given);
    if (decoded === null) return mismatch(`Mcp-Param-${header} is not valid Base64`);
    const isSame = decoded === text || (isNumber && DECIMAL.test(decoded) && Number(decoded) === value);
    if (!isSame) return mismatch(`Mcp-Param-${header} differs from the argument ${where} in the body`);
  }
  return null;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What does not fit into a header comes as `=?base64?…?=`. Null when that is broken. */
function decodeHeader(value: string): string | null {
  const text = value.trim();
  if (!text.startsWith('=?base64?') || !text.endsWith('?=') || text.length < 11) return text;
  const base64 = text.slice('=?base64?'.length, -'?='.length);
  if (!BASE64.test(base64)) return null;
  try {
    return UTF8.decode(Buffer.from(base64, 'base64'));
  } catch {
    // Base64 of something that is no text.
    return null;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let node = root;
  for (const key of path) node = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  return node;
}

/** Null for what is not sent in a header. */
function toHeaderText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value);
}

export function mismatch(why: string): Fault {
  return { status: 400, code: HEADER_MISMATCH, message: `Header mismatch: ${why}` };
}
