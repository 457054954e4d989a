import type { Executable } from '#contract/executable.ts';
import type { Child, ChildOutput, Exit } from './child.ts';
import { createFamily } from './family.ts';
import { recordTree, type TreeOwner } from './genealogy.ts';
import type { Guard } from './guard.ts';
import { type Found, findOrphans, killGroup } from './kill-tree.ts';
import type { LaunchContext } from './launch-context.ts';
import type { HeldLimits } from './limits/limited-process.ts';
import { type Graces, runStopLadder, type StopReport } from './stop-ladder.ts';
import { patiently } from './wait.ts';
import { attempt } from './write-record.ts';

/** A process that was just spawned or taken over. Its record is there. */
export interface RunningProcess {
  readonly mark: string;
  readonly pid: number;
  readonly startTicks: number | null;
  readonly startedAtMs: number;
  readonly argv: readonly string[];
  readonly owner: TreeOwner;
  readonly output: ChildOutput;
  readonly executable: Executable | null;
  readonly exit: Promise<Exit>;
  /** Its end is told by the kernel in the moment that it is reaped; of one that was taken over it is only noticed. */
  readonly isChild: boolean;
  /** It outlives us on purpose: the guard is not told of it. */
  readonly keepRunning: boolean;
  readonly limits: HeldLimits;
  /** Lets go of what holds the event loop for it. */
  readonly detach: () => void;
}

/** For a process that may outlive us. */
const UNGUARDED: Pick<Guard, 'watch' | 'release'> = { watch() {}, release() {} };

/** What the rooms above hold of a process; tells the guard of it at once. */
export function runningChild(context: LaunchContext, running: RunningProcess): Child {
  const { mark, pid, startTicks, startedAtMs, output, exit, limits } = running;
  const { clock, families } = context;
  const guard = running.keepRunning ? UNGUARDED : context.guard;
  guard.watch({ pid, startTicks }, mark, 'group');
  const record = recordTree(context.genealogy, clock, running, running.owner);
  const family = createFamily(guard, mark, record);
  families.set(pid, family);

  let ended = false;
  /** What it left in its group; looked up in the moment of its end, while the group's number is still its own. */
  let orphans: Promise<readonly Found[]> = Promise.resolve([]);
  // An exit never rejects, and neither does what is looked up after it.
  void exit.then(() => {
    ended = true;
    if (running.isChild) orphans = lookForOrphans();
  });
  const { promise: hurry, resolve: hurryUp } = Promise.withResolvers<void>();
  let stopping: Promise<StopReport> | null = null;

  const cannotLook = (error: unknown): string =>
    `The processes of ${running.owner.server} can't be looked for (${error instanceof Error ? error.message : String(error)})`;

  function lookForOrphans(): Promise<readonly Found[]> {
    return patiently(() => findOrphans(pid), clock, ORPHANS_LIMIT_MS).catch((error: unknown) => {
      context.onFault(`${cannotLook(error)}: what it left in its group may not be found.`);
      return [];
    });
  }

  /** Whether something is left nobody knows, so that record and guard stay and another stop may follow. */
  function giveUp(error: unknown): StopReport {
    context.onFault(`${cannotLook(error)}: it is not known whether all have ended.`);
    if (!ended && running.isChild && process.platform !== 'win32') killGroup(pid);
    return { outcome: 'left', killed: 0, left: [pid] };
  }

  const stop = async (graces: Graces): Promise<StopReport> => {
    const report = await runStopLadder(
      {
        target: { mark, root: { pid, startTicks }, tree: limits.tree },
        ended: exit,
        hasEnded: () => ended,
        closeStdin: output.kind === 'pipes' ? () => output.stdin.end() : null,
        seen: async () => [...family.members, ...(await orphans)],
      },
      graces,
      clock,
      hurry,
    ).catch(giveUp);
    if (output.kind === 'pipes') for (const name of STREAMS) output[name].destroy();
    if (report.left.length === 0) {
      running.detach();
      guard.release(pid);
      family.forget();
      record.close();
      families.delete(pid);
      attempt(context, () => context.records.remove(mark));
      await limits.release();
    }
    return report;
  };

  return {
    pid,
    startedAtMs,
    output,
    executable: running.executable,
    exit,
    get limits() {
      return limits.enforced;
    },
    oomKilled: () => limits.oomKilled(),
    stop(graces) {
      if (stopping === null) {
        // What outlived one try, or made it fail, may be tried again.
        let isDone = false;
        stopping = stop(graces)
          .then((report) => {
            isDone = report.left.length === 0;
            return report;
          })
          .finally(() => {
            if (!isDone) stopping = null;
          });
      } else hurryUp();
      return stopping;
    },
    release() {
      running.detach();
      families.delete(pid);
    },
  };
}

/** No system gives a number out again that fast. */
const ORPHANS_LIMIT_MS = 200;

const STREAMS = ['stdin', 'stdout', 'stderr'] as const;
