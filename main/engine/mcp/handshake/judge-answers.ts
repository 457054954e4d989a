import type { Answer } from '../connection.ts';
import type { Negotiated } from '../mcp.ts';
import { isRecord, type RpcFault } from '../message.ts';
import { DiscoverResult, InitializeResult } from './result-schemas.ts';
import { LEGACY_REVISIONS, MODERN_REVISIONS, NEWEST_LEGACY, newestCommon } from './revisions.ts';

const UNSUPPORTED_VERSION = -32022;
const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';

/** What an answer means for the handshake. */
export type Verdict =
  | { readonly kind: 'agreed'; readonly negotiated: Negotiated }
  /** Ask `server/discover` once more: it names a revision that is ours. */
  | { readonly kind: 'discover'; readonly why: string }
  /** Ask `initialize` with this revision; `why` is for the owner, should that fail too. */
  | { readonly kind: 'initialize'; readonly revision: string; readonly why: string | null }
  | { readonly kind: 'refused'; readonly why: string };

type Heard = Extract<Answer, { kind: 'result' | 'error' }>;

/** Judges the answer to `server/discover`: agreement in the modern era, or on to `initialize`. */
export function judgeDiscover(answer: Heard): Verdict {
  if (answer.kind === 'error') {
    const supported = supportedRevisions(answer.fault);
    // Only -32022 is sure to come from a modern server. Every other code is some legacy server's "don't know".
    if (answer.fault.code !== UNSUPPORTED_VERSION || supported.length === 0) return toInitialize([], null);
    const why = `it speaks only ${supported.join(', ')}`;
    const isOurs = newestCommon(MODERN_REVISIONS, supported) !== null;
    return isOurs ? { kind: 'discover', why } : toInitialize(supported, why);
  }
  const parsed = DiscoverResult.safeParse(answer.result);
  if (!parsed.success)
    return toInitialize([], `its answer to server/discover is broken (${issues(parsed.error)})`);
  const { supportedVersions, capabilities, _meta } = parsed.data;
  const protocolVersion = newestCommon(MODERN_REVISIONS, supportedVersions);
  if (protocolVersion === null) {
    return toInitialize(supportedVersions, `it speaks only ${supportedVersions.join(', ')}`);
  }
  const info = _meta?.[SERVER_INFO];
  const rawMeta = isRecord(answer.result) ? answer.result['_meta'] : undefined;
  return {
    kind: 'agreed',
    negotiated: {
      era: 'modern',
      protocolVersion,
      serverName: info?.name ?? 'unknown',
      serverVersion: info?.version ?? 'unknown',
      capabilities: offered(capabilities),
      said: said(answer.result, isRecord(rawMeta) ? rawMeta[SERVER_INFO] : undefined),
    },
  };
}

/** Judges the answer to `initialize` that asked for `asked`. */
export function judgeInitialize(answer: Heard, asked: string): Verdict {
  if (answer.kind === 'error') {
    const { code, message } = answer.fault;
    const other = newestCommon(LEGACY_REVISIONS, supportedRevisions(answer.fault));
    const why = `it refused initialize with error ${code}, “${message}”`;
    return other === null || other === asked
      ? { kind: 'refused', why }
      : { kind: 'initialize', revision: other, why };
  }
  const parsed = InitializeResult.safeParse(answer.result);
  if (!parsed.success) {
    return { kind: 'refused', why: `its answer to initialize is broken (${issues(parsed.error)})` };
  }
  const { protocolVersion, serverInfo, capabilities } = parsed.data;
  if (newestCommon(LEGACY_REVISIONS, [protocolVersion]) === null) {
    return { kind: 'refused', why: `it answered initialize with the unknown revision “${protocolVersion}”` };
  }
  return {
    kind: 'agreed',
    negotiated: {
      era: 'legacy',
      protocolVersion,
      serverName: serverInfo.name,
      serverVersion: serverInfo.version,
      capabilities: offered(capabilities),
      said: said(answer.result, isRecord(answer.result) ? answer.result['serverInfo'] : undefined),
    },
  };
}

/** From the answer as it came: the schemas leave out what they don't know. */
function said(result: unknown, serverInfo: unknown): Negotiated['said'] {
  const raw = isRecord(result) ? result : {};
  const { capabilities, instructions } = raw;
  return {
    capabilities: isRecord(capabilities) ? capabilities : {},
    serverInfo: { name: 'unknown', version: 'unknown', ...(isRecord(serverInfo) ? serverInfo : {}) },
    instructions: typeof instructions === 'string' ? instructions : null,
  };
}

function toInitialize(supported: readonly string[], why: string | null): Verdict {
  return { kind: 'initialize', revision: newestCommon(LEGACY_REVISIONS, supported) ?? NEWEST_LEGACY, why };
}

function supportedRevisions({ data }: RpcFault): string[] {
  const supported: unknown = isRecord(data) ? data['supported'] : undefined;
  return Array.isArray(supported) ? supported.filter((revision) => typeof revision === 'string') : [];
}

function offered(capabilities: { tools?: unknown; resources?: unknown; prompts?: unknown }) {
  return {
    tools: capabilities.tools !== undefined,
    resources: capabilities.resources !== undefined,
    prompts: capabilities.prompts !== undefined,
  };
}

function issues(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  return error.issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'result'}: ${message}`)
    .join('; ');
}
