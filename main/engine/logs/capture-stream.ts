import type { Readable } from 'node:stream';
import { LOG_LINE_MAX_BYTES } from '#contract/limits.ts';
import { LineSplitter, type RawLine } from './line-splitter.ts';

export interface CaptureListener {
  onLine(line: RawLine): void;
  /** Called once, after the last line. `problem` is null when the stream ended in the usual way. */
  onEnd(problem: Error | null): void;
}

/**
 * Reads a stream to its end, whatever happens to the lines, so that the child never waits for a full pipe. The
 * returned function ends the capture early; the stream is emptied into nothing from then on.
 */
export function captureStream(stream: Readable, { onLine, onEnd }: CaptureListener): () => void {
  const splitter = new LineSplitter(LOG_LINE_MAX_BYTES);
  let ended = false;
  const onData = (chunk: Buffer | string): void => {
    if (ended) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (const line of splitter.push(bytes)) onLine(line);
  };
  const finish = (problem: Error | null): void => {
    if (ended) return;
    ended = true;
    const last = splitter.end();
    if (last) onLine(last);
    onEnd(problem);
  };
  // The listeners stay until the stream is gone with them: a late error without one would end the engine.
  stream.on('data', onData);
  stream.once('end', () => finish(null));
  stream.once('close', () => finish(null));
  stream.on('error', finish);
  if (stream.destroyed || stream.readableEnded) finish(null);
  return () => finish(null);
}
