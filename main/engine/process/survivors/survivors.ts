import type { Child } from '../child.ts';
import { endTree } from '../end-tree.ts';
import { type TreeOwnerSpec, treeOwner } from '../genealogy.ts';
import { isStillThere } from '../kill-tree.ts';
import type { LaunchContext } from '../launch-context.ts';
import { NO_LIMITS, type ProcessLimits } from '../limits/limited-process.ts';
import { isKeepMark } from '../mark.ts';
import { runningChild } from '../running-child.ts';
import { endLeftovers, type Swept } from '../sweep.ts';
import { createExitWatch } from './exit-watch.ts';
import type { SurvivorRecord } from './survivor-record.ts';

/** A local HTTP server that an earlier engine started and that runs still: its pid, start time, boot and mark are as recorded. */
export interface Survivor {
  readonly server: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Null for one whose record does not say. */
  readonly launchHash: string | null;
  readonly url: string | null;
}

/** What outlived an earlier engine and may be taken over. Each is adopted or ended, once. */
export interface Survivors {
  survivors(): readonly Survivor[];
  /** Null when it is not there (any more). `shown` says of it what a launch would. */
  adopt(
    server: string,
    shown?: Pick<TreeOwnerSpec, 'run' | 'showCommand'> & { readonly limits?: ProcessLimits },
  ): Child | null;
  /** Ends those that were not adopted, but for the servers in `keep`: SIGTERM, up to 5 s, then SIGKILL. Never rejects. */
  endSurvivors(keep: ReadonlySet<string>): Promise<readonly Swept[]>;
  /**
   * Ends that of one server in the same way, if it has one that was not adopted; also waits for the end of one that is
   * being ended, which is told only once. Never rejects.
   */
  endSurvivor(server: string): Promise<readonly Swept[]>;
}

/** `records` has at most one for each server. */
export function createSurvivors(
  context: LaunchContext,
  records: readonly SurvivorRecord[],
): Survivors & {
  /** At a quit: ends those that nobody took over and that are not to run on. Never rejects. */
  close(): Promise<void>;
} {
  const waiting = new Map(records.map((record) => [record.server, record]));
  /** Those that are being ended, by server. */
  const ending = new Map<string, Promise<readonly Swept[]>>();
  const exits = createExitWatch(context.clock);
  return {
    survivors: () =>
      [...waiting.values()].map(({ server, pid, createdMs, launchHash, url }) => ({
        server,
        pid,
        startedAtMs: createdMs,
        launchHash,
        url,
      })),
    adopt(server, shown = {}) {
      const record = waiting.get(server);
      // Throws where the machine can't be looked at; then it waits still.
      const isThere = record !== undefined && isStillThere(record);
      waiting.delete(server);
      if (!isThere) return null;
      const { mark, pid, startTicks, createdMs, outputFile } = record;
      return runningChild(context, {
        mark,
        pid,
        startTicks,
        startedAtMs: createdMs,
        argv: [record.command],
        owner: treeOwner({ server, instance: record.instance, ...shown }),
        output: { kind: 'file', path: outputFile },
        executable: null,
        exit: exits.watch({ pid, startTicks }).then(() => ({ code: null, signal: null })),
        isChild: false,
        keepRunning: isKeepMark(mark),
        limits: context.limiters.takeOver(shown.limits ?? NO_LIMITS, mark),
        detach: () => exits.forget(pid),
      });
    },
    endSurvivors: (keep) => end(({ server }) => !keep.has(server)),
    async endSurvivor(server) {
      const swept = await end((record) => record.server === server);
      await ending.get(server);
      return swept;
    },
    async close() {
      await end(({ mark }) => !isKeepMark(mark));
      await Promise.all(ending.values());
    },
  };

  async function end(isMeant: (record: SurvivorRecord) => boolean): Promise<readonly Swept[]> {
    const meant = [...waiting.values()].filter(isMeant);
    const swept = endLeftovers(
      context,
      meant.map(({ mark, server, pid, startTicks }) => ({
        server,
        target: {
          mark,
          root: { pid, startTicks },
          tree: context.limiters.left.find((group) => group.mark === mark)?.tree ?? null,
        },
      })),
      ({ target }) => endTree(target, context.clock),
    );
    for (const { server } of meant) {
      waiting.delete(server);
      ending.set(server, swept);
    }
    const told = await swept;
    for (const { server } of meant) ending.delete(server);
    return told;
  }
}
