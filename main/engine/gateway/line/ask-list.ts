import type { BrokerOutcome } from '../../supervision/supervision.ts';
import { isObject, toLegacyParams, toModernParams } from '../bridge/meta.ts';
import { inputRequired } from '../bridge/results.ts';
import type { RpcError } from '../core.ts';
import type { Client } from '../relay/client.ts';
import { classify, classifyServerError, localError, localReason } from '../relay/local-error.ts';
import type { Line } from './line.ts';
import type { ListMethod } from './lists.ts';

type Params = Readonly<Record<string, unknown>>;
type Page = { readonly result: Params } | { readonly error: RpcError };

/**
 * One page of a list. Never rejects.
 * @param isUse false where Signalbox asks by itself: that is no trial of a server whose breaker is open
 */
export async function askList(
  line: Line,
  method: ListMethod,
  params: Params,
  client: Client,
  isUse: boolean,
): Promise<Page> {
  const { hub, way, era } = line;
  const { breaker } = hub;
  if (!isUse && breaker.state !== 'closed') return { error: refusal(line, breaker.reason ?? '', null) };
  const pass = breaker.admit();
  if (!pass.ok) return { error: refusal(line, pass.reason, pass.retryAtMs) };
  const inEra = era === 'modern' ? toModernParams(params, client.identity, null) : toLegacyParams(params);
  const { requestMs: timeoutMs } = hub.config.timeouts;
  let instance: number | null = null;
  const onSent = (to: number): void => {
    instance = to;
  };
  let page: Page;
  try {
    const request = { method, params: inEra, timeoutMs, repeatable: true, isUse, onSent };
    page = pageOf(hub.name, await way.request(request));
  } catch (fault) {
    hub.onFault(fault);
    page = { error: localError('internal', 'Signalbox failed at this request') };
  }
  if (isUse) judge(line, pass.trial, instance, 'error' in page ? page.error : null);
  return page;
}

function pageOf(server: string, outcome: BrokerOutcome): Page {
  switch (outcome.kind) {
    case 'answered': {
      const { answer } = outcome;
      if (answer.kind === 'error') {
        const { code, message, data } = answer;
        return { error: { code, message, ...(data === undefined ? {} : { data }) } };
      }
      const result = isObject(answer.result) ? answer.result : {};
      if (inputRequired(result) === null) return { result };
      const message = `${server} asks back before it lists what it offers`;
      return { error: localError('not-supported-by-client', message) };
    }
    case 'unavailable': {
      const reason = outcome.wasSent === true ? 'server-ended' : 'server-unavailable';
      return { error: localError(reason, `${server}: ${outcome.message}`) };
    }
    case 'timeout':
      return { error: localError('timeout', `${server}: ${outcome.message}`) };
    case 'cancelled':
      return { error: localError('cancelled', `${server}: the request was cancelled`) };
    default:
      return outcome satisfies never;
  }
}

/**
 * A list that works says little of a server whose every call fails, and clients ask for it after each start: only as a
 * trial does it count as a success.
 */
function judge(line: Line, trial: boolean, instance: number | null, error: RpcError | null): void {
  const { hub } = line;
  if (error === null && !trial) return;
  const reason = error === null ? null : localReason(error);
  const counted =
    error === null ? null : reason === null ? classifyServerError(error) : classify(reason, error);
  hub.judge({ instance, line }, trial, counted, reason);
}

function refusal({ hub }: Line, why: string, retryAtMs: number | null): RpcError {
  const more =
    retryAtMs === null ? {} : { retry_after_ms: Math.max(0, Math.ceil(retryAtMs - hub.clock.now())) };
  return localError('breaker-open', `${hub.name} is not asked for now: ${why}`, more);
}
