import type { Clock } from '../ports.ts';
import type { Genealogy, ProcessRecords } from '../state/state.ts';
import type { Executables } from './executables/executables.ts';
import type { Family } from './family.ts';
import type { Guard } from './guard.ts';
import type { Limiters } from './limits/limiters.ts';
import type { Marks } from './mark.ts';

/** What every process of this engine run is started and ended with. */
export interface LaunchContext {
  readonly marks: Marks;
  readonly records: ProcessRecords;
  readonly genealogy: Genealogy;
  readonly guard: Guard;
  readonly limiters: Limiters;
  /** By the pid of the process that was started; those that run. */
  readonly families: Map<number, Family>;
  readonly clock: Clock;
  readonly bootId: string;
  readonly executables: Executables;
  /** A fault of ours that the server's life goes on without. */
  readonly onFault: (message: string) => void;
}
