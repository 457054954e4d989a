import { isObject, META, withoutOwnMeta } from './meta.ts';

type Result = Readonly<Record<string, unknown>>;

/** Results that say how long they hold (revision 2026-07-28). */
const CACHEABLE: ReadonlySet<string> = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);

/** A legacy client gets no fields that its revision does not know. */
export function toLegacyResult(result: Result): Result {
  const { resultType, ttlMs, cacheScope, ...rest } = result;
  return withoutOwnMeta(rest);
}

/**
 * A legacy server's result in the form of the modern era. What that era gives a meaning is ours to say: the server may
 * use the same names for something else.
 * @param ttlMs how long Signalbox itself would keep it
 */
export function toModernResult(method: string, result: Result, serverInfo: Result, ttlMs: number): Result {
  const meta = isObject(result['_meta']) ? result['_meta'] : {};
  return {
    ...result,
    resultType: 'complete',
    ...(CACHEABLE.has(method) ? { ttlMs, cacheScope: 'private' } : {}),
    _meta: { ...meta, [META.serverInfo]: serverInfo },
  };
}

/** What a server that asks for input wants, by the keys under which it wants the answers. */
export interface InputRequired {
  readonly requests: ReadonlyMap<string, { readonly method: string; readonly params: Result }>;
  readonly requestState: unknown;
}

/** Null for a result that is complete. */
export function inputRequired(result: Result): InputRequired | null {
  if (result['resultType'] !== 'input_required') return null;
  const asked = isObject(result['inputRequests']) ? result['inputRequests'] : {};
  const requests = new Map<string, { method: string; params: Result }>();
  for (const [key, request] of Object.entries(asked)) {
    if (!isObject(request) || typeof request['method'] !== 'string') continue;
    requests.set(key, {
      method: request['method'],
      params: isObject(request['params']) ? request['params'] : {},
    });
  }
  return { requests, requestState: result['requestState'] };
}
