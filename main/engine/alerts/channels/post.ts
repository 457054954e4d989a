import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Clock } from '../../ports.ts';
import { type Attempt, failed, sayMs } from './attempt.ts';
import { explainNetwork } from './explain-network.ts';
import { parseRetryAfter } from './retry-after.ts';

// As an import it would load undici, for its WebSocket, which nobody here uses: 2 MB of heap.
const { request: requestHttp } = process.getBuiltinModule('node:http');

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole of it: connection, request and answer. */
  readonly timeoutMs: number;
}

/** Of an answer; the rest is not read. */
const MOST_ANSWER_BYTES = 64 * 1024;
const TOLD_CHARS = 200;
/** These may be over with time; any other answer of 400 to 499 stays as it is. */
const PASSING = new Set([408, 425, 429]);

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/**
 * Sends JSON with POST, over a connection of its own. 200 to 299 is accepted, whatever becomes of the rest of the answer:
 * the receiver has it. A redirect is not followed, so that no other host gets what was meant for this one.
 */
export async function post(what: Post, clock: Clock, signal: AbortSignal): Promise<Attempt> {
  const startedMs = clock.monotonic();
  const limit = new AbortController();
  const cancel = clock.after(what.timeoutMs, () => limit.abort());
  try {
    const answer = await send(what, AbortSignal.any([signal, limit.signal]));
    return judge(answer, what.url, clock, sayMs(clock.monotonic() - startedMs));
  } catch (error) {
    if (limit.signal.aborted) return failed(`it did not answer within ${sayMs(what.timeoutMs)}`);
    return failed(explainNetwork(error));
  } finally {
    cancel();
  }
}

async function send({ url, headers, body }: Post, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const address = new URL(url);
  const bytes = Buffer.from(body);
  const request = (address.protocol === 'https:' ? requestHttps : requestHttp)(address, {
    method: 'POST',
    headers: {
      'user-agent': 'Signalbox',
      'content-type': 'application/json; charset=utf-8',
      ...headers,
      'content-length': bytes.length,
    },
    agent: false,
    signal,
  });
  request.once('response', resolve);
  // Not once: it may fail again while it is taken down, and an error that nobody hears ends the process.
  request.on('error', reject);
  request.end(bytes);
  const response = await promise;
  const { statusCode: status = 0, headers: answered } = response;
  return { status, headers: answered, text: await readText(response) };
}

/** What there is of it: the status counts, and has been read. */
async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  const text = () => Buffer.concat(chunks).subarray(0, MOST_ANSWER_BYTES).toString('utf8');
  let bytes = 0;
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MOST_ANSWER_BYTES) break;
    }
    return text();
  } catch {
    // Cut short, by the receiver or by the limit.
    return text();
  } finally {
    response.destroy();
  }
}

function judge({ status, headers, text }: Answer, url: string, clock: Clock, took: string): Attempt {
  if (status >= 200 && status <= 299) return { kind: 'accepted', message: `answered ${status} in ${took}` };
  const said = text.trim().slice(0, TOLD_CHARS);
  const answered = `it answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status >= 300 && status <= 399) {
    const to = headers.location;
    const where = to === undefined || !URL.canParse(to, url) ? 'elsewhere' : `to ${new URL(to, url).origin}`;
    return {
      kind: 'refused',
      error: `it answered ${status} and leads ${where}: write the new address into the channel`,
    };
  }
  if (status >= 400 && status <= 499 && !PASSING.has(status)) return { kind: 'refused', error: answered };
  return failed(answered, parseRetryAfter(headers['retry-after'], text, clock.now()));
}
