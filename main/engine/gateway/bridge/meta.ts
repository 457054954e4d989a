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
  const meta = params['_meta'];
  if (!isObject(meta)) return params;
  const kept = Object.entries(meta).filter(([key]) => !key.startsWith(OWN));
  const { _meta, inputResponses, requestState, ...rest } = params;
  return kept.length === 0 ? rest : { ...rest, _meta: Object.fromEntries(kept) };
}

export function metaOf(params: Params | undefined): Params {
  const meta = params?.['_meta'];
  return isObject(meta) ? meta : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
