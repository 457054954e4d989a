import type { RpcId } from '../core.ts';
import type { LineEnds } from './line-reader.ts';

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
/** A member of the message whose value is no list and no object. */
const MEMBER = new RegExp(
  String.raw`\s*(${STRING})\s*:\s*(?:(${STRING}|${NUMBER}|true|false|null)\s*,)?`,
  'y',
);
/** The SDKs put the id behind all else. In a string the quotes would have a backslash. */
const LAST_ID = new RegExp(
  String.raw`,\s*"id"\s*:\s*(${STRING}|${NUMBER})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$`,
);

/**
 * The id of a request of which only the ends are there. Null where they don't tell: it is an answer, whose id would be
 * taken for that of another request, or a batch, or its members are in an unusual order.
 */
export function requestIdOf({ head, tail }: LineEnds): RpcId | null {
  const text = head.toString('utf8');
  const start = /^\s*\{/.exec(text);
  if (start === null) return null;
  let id: RpcId | null = null;
  let isRequest = false;
  MEMBER.lastIndex = start[0].length;
  for (let member = MEMBER.exec(text); member !== null; member = MEMBER.exec(text)) {
    const [, name, value] = member;
    if (name === '"result"' || name === '"error"') return null;
    if (value === undefined) break;
    if (name === '"method"') isRequest = true;
    else if (name === '"id"') id = readId(value);
  }
  if (!isRequest) return null;
  if (id !== null) return id;
  const last = LAST_ID.exec(tail.toString('utf8'))?.[1];
  return last === undefined ? null : readId(last);
}

/** A number or a string in JSON; null where a string is not sound. */
function readId(json: string): RpcId | null {
  try {
    const id: unknown = JSON.parse(json);
    return typeof id === 'string' || typeof id === 'number' ? id : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
