import type { Clock } from '../../ports.ts';
import { sayDuration } from '../score/wording.ts';

/** What one look at a dependency found. The message is a clause whose subject is the dependency. */
export interface Found {
  /** Null while it can't be told yet: it is looked at again soon. */
  readonly ok: boolean | null;
  readonly message: string;
  /** What the question took, where the look knows that better than who waits for it; null where nothing was asked. */
  readonly ms?: number | null;
}

/** Looks once; settles soon after the signal is given, where the system lets it. May reject. */
export type Look = (signal: AbortSignal) => Promise<Found>;

/** Gives how long it has been, in words. */
export function stopwatch(clock: Clock): () => string {
  const startedMs = clock.monotonic();
  return () => sayDuration(clock.monotonic() - startedMs);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke the connection',
  EPIPE: 'broke the connection',
  ENOTFOUND: 'has an address that no name server knows',
  EAI_AGAIN: 'has an address that no name server could be asked for',
  EHOSTUNREACH: 'can’t be reached over the network',
  ENETUNREACH: 'can’t be reached over the network',
  ETIMEDOUT: 'did not answer in time',
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'is denied to Signalbox',
  EPERM: 'is denied to Signalbox',
  EROFS: 'is on a file system that is read-only',
};

/** Why it could not be looked at; of an error that wraps another, the inner one tells. */
export function sayFailure(error: unknown): string {
  if (!(error instanceof Error)) return `failed: ${String(error)}`;
  if (error.cause instanceof Error) return sayFailure(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return (code === null ? undefined : WORDS[code]) ?? `failed: ${error.message}`;
}
