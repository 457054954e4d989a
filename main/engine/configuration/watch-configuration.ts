import type { Clock } from '../ports.ts';
import type { LoadResult } from './server-config.ts';

export interface WatchOptions {
  readonly clock: Clock;
  /** The text that the caller has applied already: it is not told again. Without it the first read is told. */
  readonly known?: LoadResult;
}

export interface WatchHandle {
  /** After it resolves nothing is told any more. */
  close(): Promise<void>;
}

export function watchConfiguration(
  file: string,
  onChange: (result: LoadResult) => void,
  options: WatchOptions,
): WatchHandle {
  throw new Error(`not written yet: ${file} ${String(onChange)} ${String(options)}`);
}
