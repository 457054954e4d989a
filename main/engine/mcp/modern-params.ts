import { NEWEST_MODERN } from './revisions.ts';

export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}

/** The parameters of a modern request: every one says who asks, and in which revision. */
export function modernParams(client: ClientInfo, params: object = {}): object {
  return {
    ...params,
    _meta: {
      'io.modelcontextprotocol/protocolVersion': NEWEST_MODERN,
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': client,
    },
  };
}
