/** What an answer is kept under. */
export interface CacheSubject {
  readonly server: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>> | undefined;
}

/** No server, method or JSON text holds it. */
const SEPARATOR = '\0';

/** For all clients. The same for params that differ in the order of their keys or in `_meta` alone. */
export function cacheKey({ server, method, params }: CacheSubject): string {
  return server + SEPARATOR + method + SEPARATOR + (params === undefined ? '{}' : writeParams(params));
}

/** The key of one client for what `key` is for all. */
export function clientKey(key: string, client: string): string {
  return key + SEPARATOR + client;
}

export function isOfClient(key: string, client: string): boolean {
  return key.endsWith(SEPARATOR + client);
}

export function readCacheKey(key: string): { readonly server: string; readonly method: string } {
  const afterServer = key.indexOf(SEPARATOR);
  const afterMethod = key.indexOf(SEPARATOR, afterServer + 1);
  return { server: key.slice(0, afterServer), method: key.slice(afterServer + 1, afterMethod) };
}

/** The URI in the key of a `resources/read`; null where its params have none. */
export function uriOfKey(key: string): string | null {
  const params: unknown = JSON.parse(key.split(SEPARATOR)[2] ?? '{}');
  const uri = typeof params === 'object' && params !== null && 'uri' in params ? params.uri : null;
  return typeof uri === 'string' ? uri : null;
}

function writeParams(params: Readonly<Record<string, unknown>>): string {
  if (!('_meta' in params)) return writeStable(params);
  const { _meta, ...rest } = params;
  return writeStable(rest);
}

/** JSON with the keys of each object in order. */
function writeStable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(writeStable).join(',')}]`;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${writeStable(one)}`).join(',')}}`;
}
