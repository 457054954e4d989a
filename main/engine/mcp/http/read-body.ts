import type { IncomingMessage } from 'node:http';
import { MESSAGE_MAX_BYTES } from '#contract/limits.ts';

export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** The connection broke before the end. */
  | { readonly kind: 'broken' };

/** Reads a body to its end, at most MESSAGE_MAX_BYTES. Never rejects; ends with the connection at the latest. */
export function readBody(response: IncomingMessage): Promise<Body> {
  const { promise, resolve } = Promise.withResolvers<Body>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MESSAGE_MAX_BYTES) {
      chunks.push(chunk);
      return;
    }
    resolve({ kind: 'oversized', bytes });
    response.destroy();
  });
  response.on('end', () => resolve({ kind: 'text', text: Buffer.concat(chunks).toString('utf8') }));
  response.on('close', () => resolve({ kind: 'broken' }));
  return promise;
}

/** The beginning of a body as part of a sentence; nothing of a page made for people. */
export function quoteBody(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '' || line.startsWith('<')) return '';
  return `: “${line.length > 160 ? `${line.slice(0, 159)}…` : line}”`;
}
