import type { Scope } from '../core.ts';

/** Where a URL leads. `leaf` is the last part of the path, where it says how rather than what. */
export interface Route {
  readonly scope: Scope;
  readonly leaf: 'sse' | 'messages' | 'pipe' | null;
  /** The path up to the leaf, as it came. */
  readonly base: string;
  /** Without the question mark. */
  readonly query: string;
}

const ALL: Scope = { kind: 'all' };

/** Whether a URL is the gateway's: `/mcp` and all below it. */
export function isGatewayUrl(url: string): boolean {
  if (!url.startsWith('/mcp')) return false;
  const next = url[4];
  return next === undefined || next === '/' || next === '?';
}

/**
 * Takes the path of a URL apart, by hand: a URL object costs as much as the rest of a call's reception. `/mcp/sse`,
 * `/mcp/messages` and `/mcp/pipe` may be leaves of all servers or servers of these names: `isLeaf` decides. Null for a
 * path that leads nowhere.
 */
export function readRoute(url: string, isLeaf: (name: string) => boolean): Route | null {
  const mark = url.indexOf('?');
  const query = mark < 0 ? '' : url.slice(mark + 1);
  let path = mark < 0 ? url : url.slice(0, mark);
  if (path.endsWith('/')) path = path.slice(0, -1);
  if (path.length <= '/mcp'.length) return { scope: ALL, leaf: null, base: path, query };
  const slash = path.indexOf('/', '/mcp/'.length);
  const base = slash < 0 ? path : path.slice(0, slash);
  const name = decode(base.slice('/mcp/'.length));
  if (name === null || name === '') return null;
  if (slash < 0) {
    const leaf = toLeaf(name);
    if (leaf !== null && isLeaf(name)) return { scope: ALL, leaf, base: '/mcp', query };
    return { scope: { kind: 'server', name }, leaf: null, base, query };
  }
  const leaf = toLeaf(path.slice(slash + 1));
  return leaf === null ? null : { scope: { kind: 'server', name }, leaf, base, query };
}

/** One value of a query; null without it. */
export function readQuery(query: string, key: string): string | null {
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals) === key) return decode(part.slice(equals + 1));
  }
  return null;
}

function toLeaf(text: string): Route['leaf'] {
  return text === 'sse' || text === 'messages' || text === 'pipe' ? text : null;
}

function decode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an escape that stands for anything: there is no such server.
    return null;
  }
}
