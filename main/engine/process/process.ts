import type { Clock } from '../ports.ts';
import type { ProcessRecords } from '../state/state.ts';
import { makeGuardReport, startGuard } from './guard.ts';
import { type LaunchContext, type LaunchResult, type LaunchSpec, launch } from './launch.ts';
import { createMarks, MARK_VARIABLE } from './mark.ts';
import { readBootId } from './process-table.ts';
import { createTreeSampler, type TreeSample } from './sampling/sample-trees.ts';
import { type Swept, sweepLeftovers } from './sweep.ts';

export type { Child, Exit, LaunchResult, LaunchSpec } from './launch.ts';
export type { LaunchProblem } from './launch-problem.ts';
export type { TreeSample } from './sampling/sample-trees.ts';
export type { Graces, StopOutcome, StopReport } from './stop-ladder.ts';
export type { Swept } from './sweep.ts';
export { wait, within } from './wait.ts';

/** The only room that spawns, signals or samples. */
export interface Processes {
  launch(spec: LaunchSpec): Promise<LaunchResult>;
  /** By server name and the pid of its process; see {@link createTreeSampler}. */
  sample(roots: ReadonlyMap<string, number>): Promise<Map<string, TreeSample>>;
  /** To be called when every child has been stopped; ends the guard without a sweep. */
  close(): Promise<void>;
}

/** Sweeps what earlier engines of this home left, then starts the guard of this one. Nothing else runs before it. */
export async function openProcesses(options: {
  readonly homeId: string;
  readonly records: ProcessRecords;
  readonly clock: Clock;
  /** Holds the reports of guards. */
  readonly stateFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onGuardLost: (reason: string) => void;
  readonly onFault: (message: string) => void;
}): Promise<{ processes: Processes; swept: readonly Swept[] }> {
  const { records, clock, stateFolder } = options;
  const marks = createMarks(options.homeId);
  const swept = await sweepLeftovers({ records, marks, clock, stateFolder });
  const guard = startGuard({
    markPrefix: marks.runPrefix,
    reportFile: await makeGuardReport(stateFolder, marks.run),
    clock,
    onLost: options.onGuardLost,
  });
  const context: LaunchContext = {
    marks,
    records,
    guard,
    families: new Map(),
    clock,
    bootId: readBootId(),
    environment: inheritedEnvironment(options.environment),
    onFault: options.onFault,
  };
  return {
    swept,
    processes: {
      launch: (spec) => launch(context, spec),
      sample: createTreeSampler(clock, context.families),
      close: () => guard.close(),
    },
  };
}

/** What servers inherit: our environment, without what npm adds to the scripts that it runs and without our own mark. */
function inheritedEnvironment(
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(own).filter(
    ([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD' && name !== MARK_VARIABLE,
  );
  return Object.fromEntries(kept);
}
