import { isObject } from '../bridge/meta.ts';
import type { RpcId, RpcNotification, RpcRequest, RpcResponse } from '../core.ts';

/** What one message of a client is, or what is wrong with it. */
export type Message =
  | { readonly kind: 'request'; readonly request: RpcRequest }
  | { readonly kind: 'notification'; readonly notification: RpcNotification }
  | { readonly kind: 'response'; readonly response: RpcResponse }
  /** `id` where it has a usable one. */
  | { readonly kind: 'invalid'; readonly id: RpcId | null; readonly why: string };

/** Judges the form of a parsed message. Nothing is copied: the message goes on as it came. */
export function readMessage(value: unknown): Message {
  if (!isObject(value)) return invalid(null, 'a message is a JSON object');
  const { id, method, params } = value;
  const usable = typeof id === 'string' || typeof id === 'number' ? id : null;
  if (value['jsonrpc'] !== '2.0') return invalid(usable, '"jsonrpc" must be "2.0"');
  if (method === undefined) return readResponse(value, usable);
  if (typeof method !== 'string') return invalid(usable, '"method" must be a string');
  if (params !== undefined && !isObject(params)) return invalid(usable, '"params" must be an object');
  if (id === undefined) {
    return { kind: 'notification', notification: value as unknown as RpcNotification };
  }
  if (usable === null) return invalid(null, '"id" must be a string or a number');
  return { kind: 'request', request: value as unknown as RpcRequest };
}

function readResponse(value: Record<string, unknown>, id: RpcId | null): Message {
  const { result, error } = value;
  const isResult = isObject(result) && error === undefined && id !== null;
  const isError =
    isObject(error) &&
    result === undefined &&
    typeof error['code'] === 'number' &&
    typeof error['message'] === 'string';
  if (isResult || isError) return { kind: 'response', response: value as unknown as RpcResponse };
  return invalid(id, 'it is neither a request nor a notification nor a response');
}

function invalid(id: RpcId | null, why: string): Message {
  return { kind: 'invalid', id, why };
}
