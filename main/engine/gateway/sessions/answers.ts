import type { RequestRecord } from '#contract/traffic.ts';
import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { toModernResult } from '../bridge/results.ts';
import type { ReplyStream, RpcError, RpcId } from '../core.ts';
import type { ListMethod } from '../line/lists.ts';
import type { Offer, Shown } from '../offer/offer.ts';
import type { Client } from '../relay/client.ts';
import { correlationId } from '../relay/correlation.ts';
import {
  classify,
  classifyServerError,
  type EndedBy,
  endedError,
  INVALID_PARAMS,
  localError,
  localReason,
} from '../relay/local-error.ts';

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
  readonly onFault: (fault: unknown) => void;
}

/** Answers a list, at once where it is known. The returned function ends it before its answer; see {@link EndedBy}. */
export function answerList(listing: Listing): (by: EndedBy) => void {
  const { offer, client, traffic, method, params, id, reply, bytes } = listing;
  let isOver = false;
  const cancel = (by: EndedBy): void => {
    if (isOver) return;
    const { reason, error } = endedError(by);
    const isAwaited = by === 'owner' || by === 'closing';
    end(classify(reason, error), isAwaited ? refuse(reply, id, error) : 0, 'none');
    if (!isAwaited) reply.drop();
  };
  const trace = traffic.begin({
    client: client.name,
    clientId: client.id,
    server: offer.name,
    method,
    target: null,
    correlationId: correlationId(params),
    requestBytes: bytes,
    arguments: () => null,
    cancel: () => cancel('owner'),
  });
  client.noteRequest();
  const end = (error: RequestRecord['error'], responseBytes: number, cache: RequestRecord['cache']): void => {
    isOver = true;
    if (error !== null) client.noteError();
    const { breaker } = offer;
    trace.end({ error, responseBytes, instance: null, queueMs: 0, cache, breaker, retries: 0 });
  };
  const fail = (error: RpcError): void => {
    if (isOver) return;
    const reason = localReason(error);
    const counted = reason === null ? classifyServerError(error) : classify(reason, error);
    end(counted, refuse(reply, id, error), 'none');
  };
  const show = (shown: Shown): void => {
    if (isOver) return;
    if (!shown.ok) {
      fail(shown.error);
      return;
    }
    const text = client.era === 'modern' ? modernText(method, shown) : shown.text;
    const sent = reply.end({ jsonrpc: '2.0', id, result: EMPTY }, text);
    end(null, sent, shown.cache);
  };
  const waitMs = client.rate.take();
  if (waitMs > 0) {
    const message = `${client.name} sends more requests a second than it may`;
    fail(localError('rate-limit', message, { retry_after_ms: Math.ceil(waitMs) }));
    return cancel;
  }
  // All that there is comes as one page: no cursor was ever given out.
  if (params['cursor'] !== undefined) {
    fail({ code: INVALID_PARAMS, message: 'Invalid cursor' });
    return cancel;
  }
  const broke = (fault: unknown): void => {
    listing.onFault(fault);
    fail(localError('internal', 'Signalbox failed at this request'));
  };
  try {
    const shown = offer.list(method, client);
    if (shown instanceof Promise) shown.then(show).catch(broke);
    else show(shown);
  } catch (fault) {
    broke(fault);
  }
  return cancel;
}

const EMPTY: Params = {};

/** The fields of the modern era around a list that is text already. */
function modernText(method: string, { text, ttlMs, serverInfo }: Extract<Shown, { ok: true }>): string {
  const around = JSON.stringify(toModernResult(method, {}, serverInfo, ttlMs));
  return `${text.slice(0, -1)},${around.slice(1)}`;
}
