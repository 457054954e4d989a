import type { Clock } from '../ports.ts';
import { type Found, findTree, isStillThere, killTree, type Target } from './kill-tree.ts';
import { patiently, within } from './wait.ts';

/**
 * Which rung a stop ended on, for the register: closing stdin, SIGTERM, SIGKILL; `gone` when it had ended before; and
 * `left` when something outlived even SIGKILL.
 */
export type StopOutcome = 'gone' | 'stdin' | 'terminate' | 'kill' | 'left';

export interface StopReport {
  readonly outcome: StopOutcome;
  /** Processes that only SIGKILL ended. */
  readonly killed: number;
  /** Pids that are still there, in an uninterruptible wait. */
  readonly left: readonly number[];
}

/** What the ladder needs of a running child. */
export interface Stoppable {
  readonly target: Target & { readonly root: Found };
  /** Fulfilled when the process that we started has ended. */
  readonly ended: Promise<unknown>;
  hasEnded(): boolean;
  /** Null for a process without one: its ladder begins with SIGTERM. */
  readonly closeStdin: (() => void) | null;
  /**
   * What was seen of its tree while it ran, and in its group when it ended: the one way to what left the group or
   * outlived its leader, and cleared its environment.
   */
  seen(): Promise<readonly Found[]>;
}

export interface Graces {
  /** How long a server may take to end by itself once its stdin is closed; 0 skips this rung. */
  readonly stdinCloseMs: number;
  /** How long it may take after SIGTERM to its group. */
  readonly terminateMs: number;
}

/** A tree that takes longer than this to die from SIGKILL is stuck in the kernel. */
const KILL_LIMIT_MS = 3_000;
/** How long the ladder tries to look, or to send its polite signal, before it goes on without. */
const PATIENCE_MS = 500;

/**
 * Ends a server and everything that it started: closes stdin (the one graceful stop that MCP has), then SIGTERM to its
 * group, then SIGKILL to group, descendants and marked processes until two scans are empty. A clean exit of the server
 * itself skips rungs but never the last look, for what it left behind is swept too.
 *
 * `hurry` may be fulfilled at any time to go straight to SIGKILL: a second stop, or an engine that must quit.
 *
 * Rejects when the machine could not be looked at up to the end, so that nobody knows what is left.
 */
export async function runStopLadder(
  child: Stoppable,
  graces: Graces,
  clock: Clock,
  hurry: Promise<unknown>,
): Promise<StopReport> {
  let outcome: StopOutcome = child.hasEnded() ? 'gone' : 'kill';
  // Found while the parents are alive: afterwards a walk can't find them any more.
  const before = child.hasEnded()
    ? []
    : await patiently(() => findTree(child.target), clock, PATIENCE_MS).catch(() => []);
  let hurried = false;
  const hurryUp = hurry.then(() => {
    hurried = true;
  });

  if (!child.hasEnded() && child.closeStdin !== null && graces.stdinCloseMs > 0 && !hurried) {
    child.closeStdin();
    await within(clock, graces.stdinCloseMs, Promise.race([child.ended, hurryUp]));
    if (child.hasEnded()) outcome = 'stdin';
  }
  // Windows has no polite signal: there the ladder goes from stdin straight to the kill.
  if (!child.hasEnded() && !hurried && process.platform !== 'win32') {
    const isSent = await patiently(async () => terminateGroup(child.target.root), clock, PATIENCE_MS).then(
      () => true,
      () => false,
    );
    if (isSent) await within(clock, graces.terminateMs, Promise.race([child.ended, hurryUp]));
    if (child.hasEnded()) outcome = 'terminate';
  }
  const known = [...before, ...(await child.seen())];
  const { killed, left } = await killTree(child.target, { clock, limitMs: KILL_LIMIT_MS, known });
  if (left.length > 0) outcome = 'left';
  return { outcome, killed: killed.length, left: left.map(({ pid }) => pid) };
}

/**
 * SIGTERM to the whole group, then SIGCONT, since a stopped process can't act on the first before the second. The group
 * is one that we made, and its leader still lives, so the number is its own. One that has ended and waits to be reaped
 * has nothing to stop; what it left is for the last rung. Throws before the first signal only.
 */
function terminateGroup(leader: Found): void {
  if (!isStillThere(leader)) return;
  for (const name of ['SIGTERM', 'SIGCONT'] as const) {
    try {
      process.kill(-leader.pid, name);
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
        return;
      throw error;
    }
  }
}
