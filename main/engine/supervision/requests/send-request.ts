import type { z } from 'zod';
import { ProblemError } from '#contract/problem.ts';
import type { RequestAnswer, RequestInput } from '#contract/request.ts';
import type { Way } from '../upstream.ts';

/** Sends what the command `request` asks for. Throws ProblemError `server-unavailable` or `request-timeout`. */
export async function sendRequest(
  way: Pick<Way, 'request'>,
  { server, method, params, timeout_ms }: z.output<typeof RequestInput>,
): Promise<RequestAnswer> {
  const outcome = await way.request({ method, params, timeoutMs: timeout_ms });
  switch (outcome.kind) {
    case 'unavailable':
      throw new ProblemError('server-unavailable', `${server}: ${outcome.message}`);
    case 'timeout':
      throw new ProblemError('request-timeout', `${server}: ${outcome.message}`);
    case 'answered': {
      const { answer, instance, queuedMs, ms } = outcome;
      const base = { ms, queued_ms: queuedMs, instance };
      if (answer.kind === 'result') return { result: answer.result, error: null, ...base };
      if (answer.kind === 'error') {
        const { code, message, data } = answer;
        return { result: null, error: { code, message, ...(data === undefined ? {} : { data }) }, ...base };
      }
      return answer satisfies never;
    }
    case 'cancelled':
      throw new ProblemError('server-unavailable', `${server}: the request was cancelled`);
    default:
      return outcome satisfies never;
  }
}
