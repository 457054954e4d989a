import { NEWEST_MODERN } from './handshake/revisions.ts';
import type { ClientIdentity } from './mcp.ts';
import { isRecord } from './message.ts';

/** How a server is told who speaks with it. */
export interface Introduction {
  readonly info: Readonly<Record<string, unknown>>;
  /** As `initialize` tells them, for all that will follow. */
  readonly legacyCapabilities: Readonly<Record<string, unknown>>;
  /** Told with every request of the modern era that does not bring its own. */
  readonly modernCapabilities: Readonly<Record<string, unknown>>;
}

/**
 * Signalbox itself, or the one client that a process is for. Signalbox passes on what a legacy server asks of its
 * client as long as there is one client; roots it never has, since one client's are not those of all. A modern server
 * asks within a request, whose client says in it what it can do.
 */
export function introduce(version: string, client: ClientIdentity | undefined): Introduction {
  if (client) {
    const { info, capabilities } = client;
    return { info, legacyCapabilities: capabilities, modernCapabilities: capabilities };
  }
  return {
    info: { name: 'signalbox', version },
    legacyCapabilities: { sampling: {}, elicitation: { form: {}, url: {} } },
    modernCapabilities: {},
  };
}

/** The parameters of a modern request: every one says who asks, and in which revision. */
export function modernParams(introduction: Introduction, params: object = {}): object {
  const given: unknown = '_meta' in params ? params._meta : undefined;
  return { ...params, _meta: modernMeta(introduction, isRecord(given) ? given : null) };
}

/** What the client says of itself goes before what is said of it; the revision is ours. */
export function modernMeta(
  introduction: Introduction,
  given: Readonly<Record<string, unknown>> | null,
): Record<string, unknown> {
  return {
    'io.modelcontextprotocol/clientCapabilities': introduction.modernCapabilities,
    'io.modelcontextprotocol/clientInfo': introduction.info,
    ...given,
    'io.modelcontextprotocol/protocolVersion': NEWEST_MODERN,
  };
}
