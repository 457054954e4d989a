import { isObject, META } from '../bridge/meta.ts';
import type { RpcRequest } from '../core.ts';
import { type Fault, INVALID_PARAMS } from '../http/answers.ts';

const UNSUPPORTED_VERSION = -32022;

/** Whether a message calls itself one of the modern era, rightly or not. */
export function claimsModern(params: Readonly<Record<string, unknown>> | undefined): boolean {
  const meta = params?.['_meta'];
  return isObject(meta) && meta[META.protocolVersion] !== undefined;
}

/** What every request of the modern era must say of itself, whatever brings it. */
export function checkEnvelope({ params }: RpcRequest): Fault | null {
  const meta = params?.['_meta'];
  if (!isObject(meta)) return missing('_meta');
  const version = meta[META.protocolVersion];
  if (version === undefined) return missing(META.protocolVersion);
  if (typeof version !== 'string') return invalid(META.protocolVersion, 'a string');
  const capabilities = meta[META.clientCapabilities];
  if (capabilities === undefined) return missing(META.clientCapabilities);
  if (!isObject(capabilities)) return invalid(META.clientCapabilities, 'an object');
  const info = meta[META.clientInfo];
  if (info !== undefined && !isObject(info)) return invalid(META.clientInfo, 'an object');
  return null;
}

/** To be asked after {@link checkEnvelope}. */
export function checkVersion({ params }: RpcRequest, supported: readonly string[]): Fault | null {
  const version = claimedVersion(params);
  return supported.includes(version) ? null : unsupportedVersion(version, supported);
}

/** The revision that a checked request names. */
export function claimedVersion(params: RpcRequest['params']): string {
  const meta = params?.['_meta'];
  return isObject(meta) ? String(meta[META.protocolVersion]) : '';
}

export function unsupportedVersion(requested: string, supported: readonly string[]): Fault {
  return {
    status: 400,
    code: UNSUPPORTED_VERSION,
    message: `Unsupported protocol version: ${requested}`,
    data: { supported, requested },
  };
}

function missing(key: string): Fault {
  return {
    status: 400,
    code: INVALID_PARAMS,
    message: `Invalid params: the request has no ${key}`,
    data: { envelope: { missing: [key] } },
  };
}

function invalid(key: string, wanted: string): Fault {
  return { status: 400, code: INVALID_PARAMS, message: `Invalid params: ${key} must be ${wanted}` };
}
