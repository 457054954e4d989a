import type { Places } from '#engine/places.ts';
import { type EngineClient, findEngine } from './engine-client.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly places: Places;
  readonly now: () => Date;
  /** Aborted when the person asks the program to end; whoever calls it takes over Ctrl+C. */
  readonly untilInterrupted: () => AbortSignal;
  /** Says how the command ended; without it the command was good. */
  readonly finish: (code: ExitCode) => void;
}

/** The running engine of this home. Throws NoEngineError when there is none. */
export function engineOf({ places }: Context): Promise<EngineClient> {
  return findEngine(places);
}
