import { connect, type Socket } from 'node:net';

export interface HttpLoad {
  readonly url: string;
  /** Sent with every request, beside Host, Content-Type, Content-Length and Accept. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parameters of each call. */
  readonly params: object;
  /** `tools/call` by default. */
  readonly method?: string;
  /** Each is a loop over a connection of its own: it sends the next request when it has the answer to the last one. */
  readonly callers: number;
  readonly durationMs: number;
}

export interface LoadFigures {
  readonly calls: number;
  /** Answers that were an error, or none for the request's id. */
  readonly errors: number;
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/**
 * Asks an MCP server over Streamable HTTP as fast as it answers. Raw sockets: a client of node:http costs so much that
 * it halves what can be measured. Takes answers in JSON or as a stream of events. Rejects when a connection ends.
 */
export async function loadHttp(load: HttpLoad): Promise<LoadFigures> {
  const { callers, durationMs } = load;
  const times: number[] = [];
  const startedMs = performance.now();
  const endsMs = startedMs + durationMs;
  const errors = await Promise.all(
    Array.from({ length: callers }, (_, index) => callInALoop(load, index, endsMs, times)),
  );
  const tookMs = performance.now() - startedMs;
  return figuresOf(
    times,
    tookMs,
    errors.reduce((sum, each) => sum + each, 0),
  );
}

/** @param times of each call, milliseconds */
export function figuresOf(times: readonly number[], tookMs: number, errors: number): LoadFigures {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    calls: times.length,
    errors,
    callsPerSecond: (times.length * 1000) / tookMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}

/** Opens a session by `initialize`; gives the headers that its requests need, `headers` among them. */
export async function openHttpSession(
  url: string,
  headers: Readonly<Record<string, string>>,
  protocolVersion = '2025-11-25',
): Promise<Readonly<Record<string, string>>> {
  const sent = { 'content-type': 'application/json', accept: ACCEPT, ...headers };
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'load', version: '1' } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const response = await fetch(url, { method: 'POST', headers: sent, body });
  await response.text();
  if (!response.ok) throw new Error(`initialize was answered ${response.status}`);
  const session = response.headers.get('mcp-session-id');
  const own = {
    ...headers,
    'mcp-protocol-version': protocolVersion,
    ...(session === null ? {} : { 'mcp-session-id': session }),
  };
  const told = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await (await fetch(url, { method: 'POST', headers: { ...sent, ...own }, body: told })).text();
  return own;
}

const ACCEPT = 'application/json, text/event-stream';
const HEAD_END = '\r\n\r\n';

/** Gives the number of errors. */
function callInALoop(load: HttpLoad, index: number, endsMs: number, times: number[]): Promise<number> {
  const { hostname, port, host, pathname, search } = new URL(load.url);
  const head =
    `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n` +
    `accept: ${ACCEPT}\r\n` +
    Object.entries(load.headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  const ending = `,"method":${JSON.stringify(load.method ?? 'tools/call')},"params":${JSON.stringify(load.params)}}`;

  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(port), hostname);
    let id = index * 10_000_000;
    let errors = 0;
    let sentMs = 0;
    // Latin 1, so that a character is a byte.
    let text = '';
    const ask = (): void => {
      id += 1;
      const body = `{"jsonrpc":"2.0","id":${id}${ending}`;
      sentMs = performance.now();
      socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.setNoDelay(true);
    socket.once('connect', ask);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const answer = readAnswer(text);
      if (answer === null) return;
      const nowMs = performance.now();
      times.push(nowMs - sentMs);
      if (!isResult(answer.body, id)) errors += 1;
      text = text.slice(answer.end);
      if (nowMs < endsMs) ask();
      else {
        socket.destroy();
        resolve(errors);
      }
    });
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('the server hung up')));
  });
}

/** The body of the first answer, and where it ends; null when it is not whole yet. */
function readAnswer(text: string): { readonly body: string; readonly end: number } | null {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd).toLowerCase();
  const start = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return text.length < end ? null : { body: text.slice(start, end), end };
  }
  if (!head.includes('transfer-encoding: chunked')) throw new Error(`an answer without a length: ${head}`);
  let body = '';
  for (let at = start; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const bytes = Number.parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + bytes + 2;
    if (text.length < end) return null;
    if (bytes === 0) return { body, end };
    body += text.slice(lineEnd + 2, end - 2);
    at = end;
  }
}

/** Whether a body, of JSON or of events, has the result of the request with that id. */
function isResult(body: string, id: number): boolean {
  if (body.startsWith('{')) return isResultOf(body, id);
  return body.split('\n').some((line) => line.startsWith('data: {') && isResultOf(line.slice(6), id));
}

function isResultOf(json: string, id: number): boolean {
  const message: { id?: unknown; result?: { isError?: unknown } } = JSON.parse(json);
  return message.id === id && message.result !== undefined && message.result.isError !== true;
}
