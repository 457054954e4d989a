import { NEWEST_MODERN } from './handshake/revisions.ts';
import { isRecord } from './message.ts';

export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}

/** The parameters of a modern request: every one says who asks, and in which revision. A client's own words go before. */
export function modernParams(client: ClientInfo, params: object = {}): object {
  const given: unknown = '_meta' in params ? params._meta : undefined;
  return {
    ...params,
    _meta: {
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': client,
      ...(isRecord(given) ? given : {}),
      'io.modelcontextprotocol/protocolVersion': NEWEST_MODERN,
    },
  };
}
