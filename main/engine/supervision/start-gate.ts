import type { OperationSettings } from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import { createRestartBudget } from './restart-budget.ts';

/** What a start waits for. `untilMs` is monotonic, and later when a slot is not free by then. */
export type StartWait = 'slot' | { readonly kind: 'budget'; readonly untilMs: number };

/**
 * Every start goes through here. At most `parallelStarts` hold a slot at once, because 200 spawns in one go stall the
 * main thread for 108 ms (measured), and restarts after failures keep within {@link createRestartBudget}, so that
 * fifty servers that die again and again don't keep the machine busy.
 *
 * In the order of asking, but a restart that waits for the budget holds up no other start.
 */
export interface StartGate {
  /**
   * Calls `grant` when it may start, now or later. A restart is a start that follows a failure; any other never waits
   * for the budget. Asking again while holding does nothing; asking again while waiting only lifts the wait for the
   * budget when this time it is no restart.
   */
  ask(who: string, start: { readonly isRestart: boolean }, grant: () => void): void;
  /** Gives the slot back, or takes the question back. Does nothing for one that has neither. */
  free(who: string): void;
  /** Null for one that does not wait. */
  whyWaiting(who: string): StartWait | null;
  /** To be called when the settings changed. */
  look(): void;
  /** Drops all questions; nothing is granted any more. */
  close(): void;
}

interface Question {
  isRestart: boolean;
  readonly grant: () => void;
}

export function createStartGate(options: {
  readonly clock: Clock;
  /** Read at each decision. */
  readonly settings: () => Pick<OperationSettings, 'parallelStarts' | 'restartsPerMinute'>;
}): StartGate {
  const { clock, settings } = options;
  const budget = createRestartBudget(() => settings().restartsPerMinute);
  const holding = new Set<string>();
  const asking = new Map<string, Question>();
  let isGranting = false;
  let isClosed = false;
  let cancelTimer = (): void => {};

  function nextAllowed(): [string, Question] | undefined {
    if (isClosed || holding.size >= settings().parallelStarts) return undefined;
    const mayRestart = budget.available(clock.monotonic()) >= 1;
    for (const entry of asking) if (mayRestart || !entry[1].isRestart) return entry;
    return undefined;
  }

  function grantAll(): void {
    // A grant may end in a question or a free; the loop that runs sees to those.
    if (isGranting) return;
    isGranting = true;
    try {
      for (let next = nextAllowed(); next !== undefined; next = nextAllowed()) {
        const [who, question] = next;
        asking.delete(who);
        holding.add(who);
        if (question.isRestart) budget.take(clock.monotonic());
        question.grant();
      }
    } finally {
      isGranting = false;
      lookAgainWithTheBudget();
    }
  }

  function lookAgainWithTheBudget(): void {
    cancelTimer();
    cancelTimer = () => {};
    if (![...asking.values()].some(({ isRestart }) => isRestart)) return;
    const nowMs = clock.monotonic();
    const untilMs = budget.whenAvailableMs(1, nowMs);
    // With a token there, what lacks is a slot, and whoever frees one looks.
    if (untilMs > nowMs) cancelTimer = clock.after(untilMs - nowMs, grantAll);
  }

  return {
    ask(who, { isRestart }, grant) {
      if (isClosed || holding.has(who)) return;
      const before = asking.get(who);
      if (before === undefined) asking.set(who, { isRestart, grant });
      else before.isRestart &&= isRestart;
      grantAll();
    },
    free(who) {
      const asked = asking.delete(who);
      if (holding.delete(who) || asked) grantAll();
    },
    whyWaiting(who) {
      const question = asking.get(who);
      if (question === undefined) return null;
      if (!question.isRestart) return 'slot';
      const restarts = [...asking].filter(([, { isRestart }]) => isRestart);
      const place = restarts.findIndex(([name]) => name === who) + 1;
      const nowMs = clock.monotonic();
      const untilMs = budget.whenAvailableMs(place, nowMs);
      return untilMs > nowMs ? { kind: 'budget', untilMs } : 'slot';
    },
    look: grantAll,
    close() {
      isClosed = true;
      cancelTimer();
      asking.clear();
    },
  };
}
