import type { ServerState } from '#contract/server-state.ts';

/** What a verdict on one server rests on, as supervision knows it. Without those that may be left out it is judged by the rest. */
export interface ServerFacts {
  readonly state: ServerState;
  /** Liveness probes in a row without any sign of life. */
  readonly missedProbes: number;
  /** What is wrong, or was before it was started again, in a clause; null when nothing is known to be. */
  readonly problem: string | null;
  /** Early deaths within the last ten minutes. */
  readonly earlyDeaths: number;
  /** It does not answer, and is left running as its configuration says. */
  readonly isHung: boolean;
  /** Instances of a pool that are down while others serve. */
  readonly downInstances: number;
  /** What it uses beyond, or nearly as much as, a limit allows, in a clause; null when within. */
  readonly overLimit: string | null;
  /** Whether that limit is passed, and not only near. */
  readonly isLimitPassed?: boolean;
  /** How often it went down within the last ten minutes, or was restarted for a limit. */
  readonly recentDowns?: number;
  /** Round trips of the probes of this run. */
  readonly probes?: ProbeFacts;
  /** Processes of its tree that ended and whose parents did not take notice for two looks. */
  readonly zombies?: number;
  /** What its tree uses, as of the last pass; null where nothing runs here or nothing was measured. */
  readonly usage?: UsageFacts | null;
  /** How long it has been running, or connected. */
  readonly uptimeMs?: number | null;
  /** Its installer is still fetching what it is to run. */
  readonly isInstalling?: boolean;
  /** Wall time, for what lies ahead. */
  readonly atMs?: number;
}

export interface ProbeFacts {
  /** Of the last that was answered; null before the first. */
  readonly lastMs: number | null;
  /** The median of the newest three; null with fewer. */
  readonly recentMs: number | null;
  /** The median of those before; null while it rests on fewer than ten. */
  readonly usualMs: number | null;
  /** The last was left unanswered while a client's call was in flight. */
  readonly isBusy: boolean;
}

export interface UsageFacts {
  readonly processes: number;
  readonly memoryBytes: number | null;
  /** Per cent of one core. */
  readonly cpuPercent: number | null;
}
