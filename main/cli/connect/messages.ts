export type RpcId = string | number;
export type Params = Readonly<Record<string, unknown>>;

/** Opens a stream of notifications: a request whose answer comes when it ends. */
export const LISTEN = 'subscriptions/listen';

/** A message of JSON-RPC as it came, as far as it must be known to pass it on. */
export interface Message {
  readonly id?: RpcId | null;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Params;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** The messages of a line: more than one in a batch, none in what is no JSON object. */
export function readMessages(line: Buffer): readonly Message[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString());
  } catch {
    return [];
  }
  const all = Array.isArray(parsed) ? parsed : [parsed];
  return all.every(isParams) ? (all as Message[]) : [];
}

export function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null;
}

export function toLine(message: Message): Buffer {
  return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** Of a request; undefined for a notification and an answer. */
export function requestId({ id, method }: Message): RpcId | undefined {
  return method === undefined || id === null ? undefined : id;
}

/** A request of the modern era, which names its revision itself and needs no session. */
export function isModern({ params }: Message): boolean {
  const meta = params?.['_meta'];
  return isParams(meta) && 'io.modelcontextprotocol/protocolVersion' in meta;
}

/**
 * Asks for nothing but a look, or sets what may be set twice: a new engine can be asked again though the old one may
 * have done it.
 */
const REPEATABLE: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'logging/setLevel',
  'completion/complete',
  LISTEN,
]);

export function isRepeatable({ method }: Message): boolean {
  return method !== undefined && REPEATABLE.has(method);
}

/** Why `connect` answers itself. The codes lie outside of what JSON-RPC and MCP keep for themselves, -32768 to -32000. */
const CODES = {
  /** The connection broke while the request was under way: whether it was carried out is unknown. */
  'engine-restarted': -31_020,
  'no-engine': -31_021,
  /** By the engine: no such server, no such token. */
  refused: -31_022,
} as const;
export type OwnReason = keyof typeof CODES;

export function ownError(id: RpcId, reason: OwnReason, message: string): Message {
  return { id, error: { code: CODES[reason], message, data: { source: 'signalbox', reason } } };
}

/** What the gateway answers to all that is open when its engine ends. */
export function isEngineClosing({ error }: Message): boolean {
  const data = error?.data;
  return isParams(data) && data['reason'] === 'engine-closing';
}
