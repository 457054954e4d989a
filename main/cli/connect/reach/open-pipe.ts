import { connect, type Socket } from 'node:net';
import type { EngineAddress } from './engine-address.ts';

/** The gateway upgrades at once, whatever its servers do. */
const ANSWER_LIMIT_MS = 10_000;
/** A refusal is a sentence. */
const MAX_ANSWER_BYTES = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';

export interface PipeRequest {
  readonly server: string | null;
  readonly label: string | null;
  readonly token: string;
}

export type PipeAnswer =
  /** One JSON-RPC message a line from here on, both ways; `head` is the beginning of it. The socket is paused. */
  | { readonly kind: 'open'; readonly socket: Socket; readonly head: Buffer }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  /** Nobody is there, or somebody who does not speak so. */
  | { readonly kind: 'unreachable'; readonly why: string };

/**
 * Asks the gateway for a pipe. By hand on a socket, since loading node:http takes 20 ms, half of the whole start.
 * Never rejects.
 */
export function openPipe({ port }: EngineAddress, request: PipeRequest): Promise<PipeAnswer> {
  const { promise, resolve } = Promise.withResolvers<PipeAnswer>();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let answer: Buffer = Buffer.alloc(0);
  const settle = (result: PipeAnswer): void => {
    clearTimeout(limit);
    socket.off('data', onData).off('error', onError).off('close', onClose);
    if (result.kind === 'open') socket.pause();
    else {
      // What may still go wrong with it is nobody's concern.
      socket.on('error', () => undefined);
      socket.destroy();
    }
    resolve(result);
  };
  const unreachable = (why: string): void => settle({ kind: 'unreachable', why });
  const onData = (chunk: Buffer): void => {
    answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
    const end = answer.indexOf(END_OF_HEAD);
    if (end >= 0 && statusOf(answer) === 101) {
      settle({ kind: 'open', socket, head: answer.subarray(end + END_OF_HEAD.length) });
    } else if (end >= 0 && answer.length >= end + END_OF_HEAD.length + bodyBytes(answer, end)) {
      settle(refusalOf(answer));
    } else if (answer.length > MAX_ANSWER_BYTES) unreachable('what answers is no gateway');
  };
  const onError = ({ message }: Error): void => unreachable(message);
  const onClose = (): void => settle(refusalOf(answer));
  const limit = setTimeout(unreachable, ANSWER_LIMIT_MS, `no answer within ${ANSWER_LIMIT_MS / 1000} s`);
  socket.once('connect', () => socket.write(headOf(port, request)));
  socket.on('data', onData).on('error', onError).on('close', onClose);
  return promise;
}

function headOf(port: number, { server, label, token }: PipeRequest): string {
  const path = server === null ? '/mcp/pipe' : `/mcp/${encodeURIComponent(server)}/pipe`;
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: mcp-lines',
    `Authorization: Bearer ${token}`,
    ...(label === null ? [] : [`X-Signalbox-Client: ${label}`]),
  ];
  return lines.join('\r\n') + END_OF_HEAD;
}

/** 0 for what is no HTTP answer. */
function statusOf(answer: Buffer): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1', 0, 16))?.[1] ?? 0);
}

/** Infinity where the body ends with the connection. */
function bodyBytes(answer: Buffer, endOfHead: number): number {
  const head = answer.toString('latin1', 0, endOfHead);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}

function refusalOf(answer: Buffer): PipeAnswer {
  const status = statusOf(answer);
  if (status === 0) return { kind: 'unreachable', why: 'the connection was closed' };
  const text = answer.toString();
  const start = text.indexOf('{');
  let message = '';
  try {
    const problem: unknown = JSON.parse(text.slice(start, text.lastIndexOf('}') + 1));
    if (typeof problem === 'object' && problem !== null && 'message' in problem)
      message = String(problem.message);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { kind: 'refused', status, message: message || `the engine answered with status ${status}` };
}
