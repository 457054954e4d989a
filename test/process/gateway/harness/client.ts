import type { Answer, Message, OnRequest, RequestOptions } from './rpc-peer.ts';

/** A client of the gateway, by hand: what it sends is what is meant, and nothing of what it gets is hidden. */
export interface TestClient {
  /** The answer to `initialize`; null for a client of the modern era. */
  readonly initialized: Record<string, unknown> | null;
  request(method: string, params?: Record<string, unknown>, options?: RequestOptions): Promise<Answer>;
  notify(method: string, params?: Record<string, unknown>): void;
  /** Notifications other than progress, in the order in which they came. */
  readonly heard: readonly Message[];
  /** Answers that belong to no request. */
  readonly strays: readonly Message[];
  /** Takes leave as the transport has it. */
  leave(): Promise<void>;
  /** Is gone, as a program that was killed. */
  vanish(): void;
  /** Ends what a client that vanished has left, where the gateway can't know that it won't come back. */
  bury(): Promise<void>;
}

export interface ClientOptions {
  readonly url: string;
  readonly token: string;
  readonly name?: string;
  readonly capabilities?: Record<string, unknown>;
  readonly onRequest?: OnRequest;
  /** A legacy revision, or 2026-07-28 for a client without `initialize`. */
  readonly revision?: string;
}

export const MODERN = '2026-07-28';

export const refuseRequests: OnRequest = async (method) => {
  throw new Error(`${method} was not expected`);
};

/** What a client of the modern era says of itself with each request. */
export function modernMeta({ name = 'test-client', capabilities = {} }: ClientOptions): object {
  return {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': { name, version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
}

export function initializeParams(options: ClientOptions): Record<string, unknown> {
  return {
    protocolVersion: options.revision ?? '2025-11-25',
    capabilities: options.capabilities ?? {},
    clientInfo: { name: options.name ?? 'test-client', version: '1.0.0' },
  };
}

/** The text of a tool's answer. Throws for an error, with its message. */
export function textOf({ result, error }: Answer): string {
  if (error !== undefined) throw new Error(`${error.code}: ${error.message}`);
  const [first] = (result?.['content'] ?? []) as { text?: string }[];
  if (first?.text === undefined) throw new Error(`no text: ${JSON.stringify(result)}`);
  return first.text;
}

type Ask = TestClient['request'];

/**
 * Makes a client of the modern era out of plain requests: adds what it says of itself, answers what an answer asks for
 * and asks again.
 */
export function modernRequests(options: ClientOptions, plain: Ask): Ask {
  const onRequest = options.onRequest ?? refuseRequests;
  const ask: Ask = async (method, params = {}, given = {}) => {
    const meta = { ...(params['_meta'] as object | undefined), ...modernMeta(options) };
    const answer = await plain(method, { ...params, _meta: meta }, given);
    if (answer.result?.['resultType'] !== 'input_required') return answer;
    const asked = (answer.result['inputRequests'] ?? {}) as Record<
      string,
      { method: string; params?: Record<string, unknown> }
    >;
    const inputResponses: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(asked)) {
      inputResponses[key] = await onRequest(one.method, one.params ?? {});
    }
    const state = answer.result['requestState'];
    const again = { ...params, inputResponses, ...(state === undefined ? {} : { requestState: state }) };
    return ask(method, again, given);
  };
  return ask;
}
