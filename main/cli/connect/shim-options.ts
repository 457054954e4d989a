import type { Readable, Writable } from 'node:stream';
import type { EngineStarter } from './reach/engine-starter.ts';
import type { Limits } from './reach/patience.ts';
import type { Target } from './reach/reach-engine.ts';

export interface ShimOptions {
  readonly target: Target;
  readonly input: Readable;
  readonly output: Writable;
  /** One line for whoever looks at what the client kept of stderr. */
  readonly note: (line: string) => void;
  /** Null where no engine may be started. */
  readonly loadStarter: (() => Promise<EngineStarter>) | null;
  readonly limits?: Partial<ShimLimits>;
}

export interface ShimLimits extends Limits {
  /** How long answers are waited for at the end of the input. The SDKs' clients kill after 2 s themselves. */
  readonly lingerMs: number;
  /** A new engine answers `initialize` from what it remembers, or after the start of a server. */
  readonly greetingMs: number;
  /** With no way to the engine: how long the client may take to ask something, so that it can be told why. */
  readonly firstRequestMs: number;
}

export const LIMITS: ShimLimits = {
  firstMs: 30_000,
  returnMs: 60_000,
  graceMs: 5_000,
  lingerMs: 2_000,
  greetingMs: 60_000,
  firstRequestMs: 5_000,
};

/** Lines of the client that wait for a connection; what comes after stays in its pipe. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
