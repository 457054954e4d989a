import type { CacheSettings, ToolRule } from '../../configuration/configuration.ts';

/** What of a server may be kept, by what changes it. Lists are kept elsewhere. */
export type CacheKind = 'tools' | 'reads';

/** `private` is for the client that asked alone. */
export interface Keeping {
  readonly ttlMs: number;
  readonly scope: 'public' | 'private';
}

/** What a server may ask for at the most. */
const TTL_MAX_MS = 86_400_000;

const KINDS: ReadonlyMap<string, CacheKind> = new Map([
  ['tools/call', 'tools'],
  ['resources/read', 'reads'],
]);

/** Null for a method whose answers are never kept: `prompts/get`, `completion/complete` and whatever changes something. */
export function cacheKindOf(method: string): CacheKind | null {
  return KINDS.get(method) ?? null;
}

/**
 * Whether it is worth looking for a kept answer, asked before a request is sent.
 * @param rule of the tool of a `tools/call`, whose answers are kept where it says so alone
 */
export function mayBeCached(
  method: string,
  params: Readonly<Record<string, unknown>> | undefined,
  cache: CacheSettings | null,
  rule: ToolRule | null,
): boolean {
  if (cache === null || !KINDS.has(method)) return false;
  if (method === 'tools/call' && (rule === null || rule.cacheMs === 0)) return false;
  // The second half of a dialogue with one client (revision 2026-07-28) is nobody else's, and a task is its client's.
  return (
    params === undefined || !('inputResponses' in params || 'requestState' in params || 'task' in params)
  );
}

/**
 * For how long and for whom the answer to a request may be kept that {@link mayBeCached} said yes to; null not at all.
 * @param era of the server: a modern one says both itself, and is taken at its word
 */
export function keepingOf(
  method: string,
  result: Readonly<Record<string, unknown>>,
  era: 'legacy' | 'modern',
  cache: CacheSettings,
  rule: ToolRule | null,
): Keeping | null {
  if (result['isError'] === true || isOfOneClient(result)) return null;
  if (method === 'tools/call') return keeping(rule?.cacheMs ?? 0, result['cacheScope'] ?? 'public');
  // A legacy server knows one client alone, which is the gateway: what it says is for all of them.
  if (era === 'legacy') return keeping(cache.ttlMs, 'public');
  const ttlMs = result['ttlMs'];
  return keeping(typeof ttlMs === 'number' ? ttlMs : cache.ttlMs, result['cacheScope']);
}

/** What asks back, or is the beginning of a task, belongs to the client alone whose request it answers. */
export function isOfOneClient(result: Readonly<Record<string, unknown>>): boolean {
  const { resultType, task } = result;
  return (resultType !== undefined && resultType !== 'complete') || task !== undefined;
}

/** A scope that is missing or unknown counts as private, as in the SDK. */
function keeping(ttlMs: number, scope: unknown): Keeping | null {
  if (!(ttlMs > 0)) return null;
  return { ttlMs: Math.min(ttlMs, TTL_MAX_MS), scope: scope === 'public' ? 'public' : 'private' };
}
