import type { ClientIdentity } from '../../mcp/mcp.ts';

type Params = Readonly<Record<string, unknown>>;

const OWN = 'io.modelcontextprotocol/';

export const META = {
  protocolVersion: `${OWN}protocolVersion`,
  clientInfo: `${OWN}clientInfo`,
  clientCapabilities: `${OWN}clientCapabilities`,
  serverInfo: `${OWN}serverInfo`,
  logLevel: `${OWN}logLevel`,
  subscriptionId: `${OWN}subscriptionId`,
} as const;

/** What a modern client says in each request is what a legacy one said once: for a modern server it is added. */
export function toModernParams(params: Params, client: ClientIdentity, logLevel: string | null): Params {
  return {
    ...params,
    _meta: {
      ...metaOf(params),
      [META.clientInfo]: client.info,
      [META.clientCapabilities]: client.capabilities,
      ...(logLevel === null ? {} : { [META.logLevel]: logLevel }),
    },
  };
}

/** A legacy server knows nothing of these keys; what is left of `_meta`, such as the trace context, goes on. */
export function toLegacyParams(params: Params): Params {
  if (!isObject(params['_meta'])) return params;
  const { inputResponses, requestState, ...rest } = params;
  return withoutOwnMeta(rest);
}

/** Without the keys of `_meta` that the modern era keeps for itself; without `_meta` where nothing else is in it. */
export function withoutOwnMeta(params: Params): Params {
  const meta = params['_meta'];
  if (!isObject(meta)) return params;
  const own = Object.keys(meta).filter((key) => key.startsWith(OWN));
  if (own.length === 0) return params;
  const { _meta, ...rest } = params;
  if (own.length === Object.keys(meta).length) return rest;
  return { ...rest, _meta: Object.fromEntries(Object.entries(meta).filter(([key]) => !own.includes(key))) };
}

export function metaOf(params: Params | undefined): Params {
  const meta = params?.['_meta'];
  return isObject(meta) ? meta : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
