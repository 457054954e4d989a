import { isRecord } from '../message.ts';
import { type Introduction, modernMeta } from '../modern-params.ts';

/** Asks a modern server for log messages about the request that carries it. */
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

interface CallParams {
  readonly params: object;
  /** The server may send log messages about it. */
  readonly asksForLogs: boolean;
}

/**
 * What a client's request is sent with. Its progress token is always `token`, whatever the client chose: two clients of
 * one server may choose the same.
 * @param introduction for a modern server, which is told with every request who asks; null for a legacy one
 */
export function callParams(params: object, token: number, introduction: Introduction | null): CallParams {
  const given: unknown = '_meta' in params ? params._meta : undefined;
  const meta = isRecord(given) ? given : null;
  const progressToken = token;
  if (introduction === null)
    return { params: { ...params, _meta: { ...meta, progressToken } }, asksForLogs: false };
  const asksForLogs = meta !== null && meta[LOG_LEVEL] !== undefined;
  return { params: { ...params, _meta: { ...modernMeta(introduction, meta), progressToken } }, asksForLogs };
}
