import type { ProcessRecord } from '../../state/state.ts';

/** The record of a local HTTP server that an earlier engine started and that runs still. */
export interface SurvivorRecord extends ProcessRecord {
  readonly pid: number;
  readonly startTicks: number;
  readonly outputFile: string;
}
