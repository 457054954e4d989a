/** A stray line is cut here: enough to recognise it by. */
export const STRAY_MAX_CHARS = 4096;
const UTF8_MAX_BYTES_PER_CHAR = 4;
/** A longer list is no batch of a server that answers a supervisor; 8 MiB of small values would be millions of them. */
const BATCH_MAX = 100;

export type RpcId = string | number;

export interface RpcFault {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export type Incoming =
  | { readonly kind: 'request'; readonly id: RpcId; readonly method: string; readonly params?: unknown }
  | { readonly kind: 'notification'; readonly method: string; readonly params?: unknown }
  | { readonly kind: 'result'; readonly id: RpcId; readonly result: unknown }
  /** `id` is null when the server could not tell which message the error is about. */
  | { readonly kind: 'error'; readonly id: RpcId | null; readonly fault: RpcFault }
  | { readonly kind: 'stray'; readonly text: string };

/**
 * Reads one line: a JSON-RPC message, a batch of them (legal in revision 2025-03-26), or a stray line. A blank line is
 * nothing. Looser than the schemas of the SDK, which refuse a message with a field too many: a supervisor wants to
 * know whether the server lives, not whether it is tidy.
 */
export function readLine(line: Buffer): Incoming[] {
  const first = firstByte(line);
  if (first === undefined) return [];
  // Only objects and lists can be messages; a flood of junk costs no parsing.
  const last = line[line.length - 1];
  if ((first !== 0x7b && first !== 0x5b) || (last !== 0x7d && last !== 0x5d && !isSpace(last)))
    return [stray(line)];
  return readText(line.toString('utf8'));
}

/** Reads a whole body or event of HTTP in the same way. */
export function readText(text: string): Incoming[] {
  if (text.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [strayText(text)];
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0 || values.length > BATCH_MAX) return [strayText(text)];
  return values.map((each) => readMessage(each) ?? strayText(JSON.stringify(each)));
}

function readMessage(value: unknown): Incoming | null {
  if (!isRecord(value) || value['jsonrpc'] !== '2.0') return null;
  const { id, method } = value;
  if (typeof method === 'string') {
    if (id === undefined) return { kind: 'notification', method, params: value['params'] };
    return isId(id) ? { kind: 'request', id, method, params: value['params'] } : null;
  }
  if (isRecord(value['error'])) {
    return isId(id) || id === null || id === undefined
      ? { kind: 'error', id: id ?? null, fault: readFault(value['error']) }
      : null;
  }
  if ('result' in value && isId(id)) return { kind: 'result', id, result: value['result'] };
  return null;
}

function readFault({ code, message, data }: Record<string, unknown>): RpcFault {
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message : '',
    ...(data === undefined ? {} : { data }),
  };
}

function stray(line: Buffer): Incoming {
  return strayText(line.toString('utf8', 0, STRAY_MAX_CHARS * UTF8_MAX_BYTES_PER_CHAR));
}

function strayText(text: string): Incoming {
  const whole = text.trimEnd();
  return {
    kind: 'stray',
    text: whole.length > STRAY_MAX_CHARS ? `${whole.slice(0, STRAY_MAX_CHARS)}…` : whole,
  };
}

/** The first byte that is not white space; carriage returns before a newline are white space too. */
function firstByte(line: Buffer): number | undefined {
  // A loop, since a callback for each line costs most of reading a flood of short ones (measured).
  for (let at = 0; at < line.length; at += 1) if (!isSpace(line[at])) return line[at];
  return undefined;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

function isId(value: unknown): value is RpcId {
  return typeof value === 'string' || typeof value === 'number';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
