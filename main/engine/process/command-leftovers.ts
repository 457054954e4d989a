import type { Clock } from '../ports.ts';
import { killTree } from './kill-tree.ts';
import { hasProc, readMarked } from './process-table.ts';
import { patiently } from './wait.ts';

/** What short commands leave behind in sessions of their own, where killing their groups does not reach. */
export interface CommandLeftovers {
  /** To be called when a command has ended: what carries its mark is killed, within about a second. */
  sweep(mark: string): void;
  /** Kills what carries any mark of this run. To be called when everything else of the run has ended. */
  close(): Promise<void>;
}

/** Commands that end within this share a look, which costs 1 ms for 90 processes of the machine (measured). */
const GATHER_MS = 1_000;
/**
 * A process that is just becoming another program shows no mark in that instant, so later looks, for later commands,
 * still know these.
 */
const MARKS_KEPT = 500;
const KILL_LIMIT_MS = 3_000;

export function createCommandLeftovers(options: {
  readonly clock: Clock;
  readonly runPrefix: string;
  readonly onFault: (message: string) => void;
}): CommandLeftovers {
  const { clock, runPrefix, onFault } = options;
  /** In the order in which they ended. */
  const ended = new Set<string>();
  let pending: Promise<void> | null = null;
  let isDue = false;
  let hasSwept = false;
  let endWait = (): void => {};

  async function gather(): Promise<void> {
    while (isDue) {
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(GATHER_MS, resolve);
      endWait = () => {
        cancel();
        resolve();
      };
      await woken;
      isDue = false;
      await kill((mark) => ended.has(mark));
      for (const mark of ended) {
        if (ended.size <= MARKS_KEPT) break;
        ended.delete(mark);
      }
    }
    pending = null;
  }

  async function kill(isLeft: (mark: string) => boolean): Promise<void> {
    try {
      const marked = await patiently(async () => readMarked(runPrefix), clock, KILL_LIMIT_MS);
      const marks = new Set(marked.map(({ mark }) => mark));
      await Promise.all(
        [...marks]
          .filter(isLeft)
          .map((mark) => killTree({ mark, root: null }, { clock, limitMs: KILL_LIMIT_MS })),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onFault(`What a command has left can't be looked for: ${reason}`);
    }
  }

  return {
    sweep(mark) {
      if (!hasProc) return;
      hasSwept = true;
      isDue = true;
      ended.add(mark);
      pending ??= gather();
    },
    async close() {
      endWait();
      await pending;
      if (hasSwept) await kill(() => true);
    },
  };
}
