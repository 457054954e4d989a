import type { z } from 'zod';
import { ProblemError } from '#contract/problem.ts';
import type { RequestAnswer, RequestInput } from '#contract/request.ts';
import type { Clock } from '../../ports.ts';
import { isObject } from '../bridge/meta.ts';
import { LEGACY_REVISIONS } from '../bridge/revisions.ts';
import type { ReplyStream, RpcResponse } from '../core.ts';
import { createRateLimit } from '../guard/rate-limit.ts';
import { Call } from '../relay/call.ts';
import type { Client } from '../relay/client.ts';
import type { Hub } from '../relay/hub.ts';
import { localError } from '../relay/local-error.ts';

/** Signalbox's own window and command line: a client like others, but that no server can ask anything. */
export function ownClient(clock: Clock): Client {
  const calls = new Set<Call>();
  return {
    id: 'signalbox-window',
    name: 'Signalbox',
    caller: { token: null, transport: 'window' },
    scope: { kind: 'all' },
    era: 'legacy',
    protocolVersion: LEGACY_REVISIONS[0],
    identity: { info: { name: 'signalbox', version: 'window' }, capabilities: {} },
    rate: createRateLimit(() => null, clock),
    calls,
    get isAttached() {
      return calls.size > 0;
    },
    isGone: false,
    logLevel: null,
    ask: async () => ({
      error: localError('not-supported-by-client', 'Signalbox answers no questions of servers'),
    }),
    tell() {},
    noteRequest() {},
    noteError() {},
  };
}

/** Throws ProblemError `server-unavailable` or `request-timeout`; the server's own error is an answer. */
export async function requestByHand(
  hub: Hub,
  input: z.output<typeof RequestInput>,
  clock: Clock,
): Promise<RequestAnswer> {
  const { method, params, timeout_ms: timeoutMs } = input;
  const client = ownClient(clock);
  const line = hub.shared;
  line.attach(client);
  const startMs = clock.monotonic();
  const { promise, resolve } = Promise.withResolvers<RpcResponse>();
  const reply: ReplyStream = {
    send() {},
    end(response) {
      resolve(response);
      return 0;
    },
    drop: () =>
      resolve({ jsonrpc: '2.0', id: 1, error: localError('cancelled', 'the request was cancelled') }),
  };
  const target = [params['name'], params['uri']].find((one) => typeof one === 'string') ?? null;
  const bytes = JSON.stringify(params).length;
  const call = new Call({ client, line, id: 1, method, params, target, reply, bytes, timeoutMs });
  call.run();
  const response = await promise;
  line.detach(client);
  const figures = { ms: clock.monotonic() - startMs, queued_ms: call.queueMs, instance: call.instance ?? 1 };
  if ('result' in response) return { result: response.result, error: null, ...figures };
  const { error } = response;
  const local = isObject(error.data) && error.data['source'] === 'signalbox' ? error.data['reason'] : null;
  if (local === null) return { result: null, error, ...figures };
  throw new ProblemError(local === 'timeout' ? 'request-timeout' : 'server-unavailable', error.message);
}
