import type { RequestError, RequestErrorClass } from '#contract/traffic.ts';
import { isObject } from '../bridge/meta.ts';
import type { RpcError } from '../core.ts';

export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

/** Why Signalbox itself refuses or ends a request. */
export type LocalReason =
  | 'server-unavailable'
  /** The server ended while it worked on it: whether it did the work is unknown. */
  | 'server-ended'
  | 'timeout'
  | 'breaker-open'
  | 'rate-limit'
  | 'too-many-in-flight'
  | 'too-many-clients'
  | 'cancelled'
  | 'no-single-client'
  | 'not-supported-by-client'
  | 'engine-closing'
  /** A fault of Signalbox. */
  | 'internal';

/**
 * Outside of what JSON-RPC and MCP keep for themselves (-32768 to -32000), so that nobody takes it for the server's
 * own; `data.source` says so too.
 */
const CODES: Readonly<Record<LocalReason, number>> = {
  'server-unavailable': -31001,
  'server-ended': -31002,
  timeout: -31003,
  'breaker-open': -31004,
  'rate-limit': -31005,
  'too-many-in-flight': -31006,
  'too-many-clients': -31007,
  cancelled: -31008,
  'no-single-client': -31009,
  'not-supported-by-client': -31010,
  'engine-closing': -31011,
  internal: -31012,
};

/** @param more further facts for programs, such as `retry_after_ms` */
export function localError(reason: LocalReason, message: string, more: object = {}): RpcError {
  return { code: CODES[reason], message, data: { source: 'signalbox', reason, ...more } };
}

/**
 * `client`: it took the request back, and wants no answer. `gone`: it left. `owner`: somebody who watches cancelled it.
 * `closing`: Signalbox ends.
 */
export type EndedBy = 'client' | 'gone' | 'owner' | 'closing';

/** What is said, and counted, of a request that was ended before it was answered. */
export function endedError(by: EndedBy): { readonly reason: LocalReason; readonly error: RpcError } {
  if (by === 'closing')
    return { reason: 'engine-closing', error: localError('engine-closing', 'Signalbox is closing') };
  const message = by === 'owner' ? 'cancelled in Signalbox' : 'the client cancelled it';
  return { reason: 'cancelled', error: localError('cancelled', message) };
}

/** Why Signalbox refused or ended a request; null for an error of the server's own. */
export function localReason({ data }: RpcError): LocalReason | null {
  if (!isObject(data) || data['source'] !== 'signalbox') return null;
  const { reason } = data;
  return typeof reason === 'string' && Object.hasOwn(CODES, reason) ? (reason as LocalReason) : null;
}

const CLASSES: Readonly<Record<LocalReason, RequestErrorClass>> = {
  'server-unavailable': 'transport',
  'server-ended': 'transport',
  timeout: 'timeout',
  'breaker-open': 'rejected',
  'rate-limit': 'rejected',
  'too-many-in-flight': 'rejected',
  'too-many-clients': 'rejected',
  cancelled: 'cancelled',
  'no-single-client': 'rejected',
  'not-supported-by-client': 'rejected',
  'engine-closing': 'rejected',
  internal: 'transport',
};

/** How a refusal of Signalbox is counted. */
export function classify(reason: LocalReason, { code, message }: RpcError): RequestError {
  const kind = CLASSES[reason];
  const severity = kind === 'cancelled' ? 'info' : kind === 'rejected' ? 'warn' : 'error';
  return { class: kind, severity, code, message };
}

/** How a server's own error is counted: what the client did wrong is no fault of the server. */
export function classifyServerError({ code, message }: RpcError): RequestError {
  return { class: 'protocol', severity: isClientFault(code) ? 'warn' : 'error', code, message };
}

export function isClientFault(code: number): boolean {
  return (
    code === -32700 ||
    code === INVALID_REQUEST ||
    code === METHOD_NOT_FOUND ||
    code === INVALID_PARAMS ||
    // Old "resource not found", "URL elicitation required", and the refusals of the modern era.
    code === -32002 ||
    code === -32042 ||
    (code <= -32020 && code >= -32022)
  );
}
