import type { TrafficLog } from '../../telemetry/telemetry.ts';
import { metaOf } from '../bridge/meta.ts';
import type { RpcError } from '../core.ts';
import type { Offer } from '../offer/offer.ts';
import type { Client } from '../relay/client.ts';
import { correlationId } from '../relay/correlation.ts';
import { classify, localReason } from '../relay/local-error.ts';

interface OwnAnswer {
  readonly offer: Offer;
  readonly client: Client;
  readonly traffic: TrafficLog;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Null where it was answered well. */
  readonly error: RpcError | null;
}

/** Keeps what Signalbox answered itself, without asking a server: a tool that is switched off, a second subscription. */
export function recordOwn(own: OwnAnswer): void {
  const { offer, client, traffic, method, params, error } = own;
  client.noteRequest();
  if (error !== null) client.noteError();
  const target = [params['name'], params['uri']].find((one) => typeof one === 'string') ?? null;
  const trace = traffic.begin({
    client: client.name,
    clientId: client.id,
    server: offer.name,
    method,
    target,
    correlationId: correlationId(params),
    requestBytes: own.requestBytes,
    traceparent: metaOf(params)['traceparent'],
    arguments: () => params['arguments'] ?? null,
    cancel() {},
  });
  const reason = error === null ? null : localReason(error);
  trace.end({
    error:
      error === null
        ? null
        : reason === null
          ? { class: 'rejected', severity: 'warn', code: error.code, message: error.message }
          : classify(reason, error),
    responseBytes: own.responseBytes,
    instance: null,
    queueMs: 0,
    cache: 'none',
    breaker: offer.breaker,
    retries: 0,
  });
}
