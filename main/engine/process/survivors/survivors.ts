import type { ProcessRecord } from '../../state/state.ts';
import type { Child } from '../child.ts';
import { endTree } from '../end-tree.ts';
import { type TreeOwnerSpec, treeOwner } from '../genealogy.ts';
import { isStillThere } from '../kill-tree.ts';
import type { LaunchContext } from '../launch.ts';
import { NO_LIMITS, type ProcessLimits } from '../limits/limited-process.ts';
import { isKeepMark } from '../mark.ts';
import { runningChild } from '../running-child.ts';
import { endLeftovers, type Swept } from '../sweep.ts';
import { createExitWatch } from './exit-watch.ts';

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

/** The record of one; it has a pid, a start time and a file for its output. */
export interface SurvivorRecord extends ProcessRecord {
  readonly pid: number;
  readonly startTicks: number;
  readonly outputFile: string;
}

/** What outlived an earlier engine and may be taken over. Each is adopted or ended, once. */
export interface Survivors {
  survivors(): readonly Survivor[];
  /** Null when it is not there (any more). `shown` says of it what a launch would. */
  adopt(
    server: string,
    shown?: Pick<TreeOwnerSpec, 'run' | 'showCommand'> & { readonly limits?: ProcessLimits },
  ): Child | null;
  /** Ends those that were not adopted, but for the servers in `keep`: SIGTERM, up to 5 s, then SIGKILL. */
  endSurvivors(keep: ReadonlySet<string>): Promise<readonly Swept[]>;
}

/** `records` has at most one for each server. */
export function createSurvivors(context: LaunchContext, records: readonly SurvivorRecord[]): Survivors {
  const waiting = new Map(records.map((record) => [record.server, record]));
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
      waiting.delete(server);
      if (record === undefined || !isStillThere(record)) return null;
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
    async endSurvivors(keep) {
      const ended = [...waiting.values()].filter(({ server }) => !keep.has(server));
      for (const { server } of ended) waiting.delete(server);
      return endLeftovers(
        context,
        ended.map(({ mark, server, pid, startTicks }) => ({
          server,
          target: {
            mark,
            root: { pid, startTicks },
            tree: context.limiters.left.find((group) => group.mark === mark)?.tree ?? null,
          },
        })),
        ({ target }) => endTree(target, context.clock),
      );
    },
  };
}
