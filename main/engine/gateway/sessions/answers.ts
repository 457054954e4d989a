import type { RequestRecord } from '#contract/traffic.ts';
import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { toModernResult } from '../bridge/results.ts';
import type { ReplyStream, RpcError, RpcId } from '../core.ts';
import type { Offer, Shown } from '../offer/offer.ts';
import type { Client } from '../relay/client.ts';
import { correlationId } from '../relay/correlation.ts';
import type { ListMethod } from '../relay/lists.ts';
import { classify, classifyServerError } from '../relay/local-error.ts';

type Params = Readonly<Record<string, unknown>>;

export function answer(reply: ReplyStream, id: RpcId, result: Params): number {
  return reply.end({ jsonrpc: '2.0', id, result });
}

export function refuse(reply: ReplyStream, id: RpcId, error: RpcError): number {
  return reply.end({ jsonrpc: '2.0', id, error });
}

export interface Listing {
  readonly offer: Offer;
  readonly client: Client;
  readonly traffic: TrafficLog;
  readonly method: ListMethod;
  readonly params: Params;
  readonly id: RpcId;
  readonly reply: ReplyStream;
  readonly bytes: number;
}

/** Answers a list, at once where it is known. The returned function ends it where the client has no more use for it. */
export function answerList(listing: Listing): () => void {
  const { offer, client, traffic, method, params, id, reply, bytes } = listing;
  let isOver = false;
  const trace = traffic.begin({
    client: client.name,
    clientId: client.id,
    server: offer.name,
    method,
    target: null,
    correlationId: correlationId(params),
    requestBytes: bytes,
    arguments: () => null,
    cancel: () => {},
  });
  client.noteRequest();
  const end = (error: RequestRecord['error'], responseBytes: number, cache: RequestRecord['cache']): void => {
    isOver = true;
    if (error !== null) client.noteError();
    trace.end({ error, responseBytes, instance: null, queueMs: 0, cache, breaker: 'closed', retries: 0 });
  };
  const show = (shown: Shown): void => {
    if (isOver) return;
    if (!shown.ok) {
      const counted = isLocal(shown.error)
        ? classify('server-unavailable', shown.error)
        : classifyServerError(shown.error);
      end(counted, refuse(reply, id, shown.error), 'none');
      return;
    }
    const text = client.era === 'modern' ? modernText(method, shown) : shown.text;
    const sent = reply.end({ jsonrpc: '2.0', id, result: EMPTY }, text);
    end(null, sent, shown.cache);
  };
  // All that there is comes as one page: no cursor was ever given out.
  if (params['cursor'] !== undefined) {
    const error = { code: -32602, message: 'Invalid cursor' };
    end(classifyServerError(error), refuse(reply, id, error), 'none');
    return () => {};
  }
  const shown = offer.list(method, client);
  if (shown instanceof Promise) void shown.then(show);
  else show(shown);
  return () => {
    if (isOver) return;
    end({ class: 'cancelled', severity: 'info', code: null, message: 'the client cancelled it' }, 0, 'none');
    reply.drop();
  };
}

const EMPTY: Params = {};

/** The fields of the modern era around a list that is text already. */
function modernText(method: string, { text, ttlMs, serverInfo }: Extract<Shown, { ok: true }>): string {
  const around = JSON.stringify(toModernResult(method, {}, serverInfo, ttlMs));
  return `${text.slice(0, -1)},${around.slice(1)}`;
}

function isLocal({ code }: RpcError): boolean {
  return code > -32000;
}
