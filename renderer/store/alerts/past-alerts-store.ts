import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Alert, AlertFilter, AlertType, Severity } from '#contract/alert.ts';
import type { Bridge } from '#contract/bridge.ts';
import { type AskAgain, askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

/** Which alerts are listed. */
export interface PastChoice {
  /** Null for all, and for those of the machine. */
  readonly server: string | null;
  readonly severity: Severity | null;
  readonly type: AlertType | null;
  /** How far back. */
  readonly days: number;
}

export interface PastAlertsState {
  readonly choice: PastChoice;
  /** Newest first: what fired, whether it is over or not. Null before the first answer to this choice. */
  readonly alerts: readonly Alert[] | null;
  /** The last one of all that is over; null before the first answer, and where there was none. */
  readonly last: Alert | null;
  /** Why the last question was not answered; null when it was. */
  readonly problem: string | null;
}

export interface PastAlertsStore extends StoreApi<PastAlertsState> {
  /** Lists them, and again whenever one changes, until the returned function is called. */
  open(): () => void;
  /** Keeps `last` current until the returned function is called. */
  openLast(): () => void;
  choose(part: Partial<PastChoice>): void;
  /** All that the choice covers and the engine gives at once, at most 1000. Rejects with a problem's sentence. */
  whole(): Promise<readonly Alert[]>;
}

export interface PastAlertsOptions {
  readonly now?: () => number;
  /** The least time between two questions: alerts change with every figure. */
  readonly gapMs?: number;
}

export const ANY_ALERT: PastChoice = { server: null, severity: null, type: null, days: 7 };
/** As many as are shown; the export has more. */
export const PAST_SHOWN = 200;
const WHOLE = 1000;
const DAY_MS = 86_400_000;
/** One that only might have fired is none of the past. */
const FIRED = ['firing', 'acknowledged', 'silenced', 'inhibited', 'resolved'] as const;

/** The alerts that there were, as a person filters them. */
export function createPastAlertsStore(bridge: Bridge, options: PastAlertsOptions = {}): PastAlertsStore {
  const { now = Date.now, gapMs = 1000 } = options;
  const store = createStore<PastAlertsState>(() => ({
    choice: ANY_ALERT,
    alerts: null,
    last: null,
    problem: null,
  }));
  let opening = 0;
  let want = (): void => {};

  const ask = async (choice: PastChoice, limit: number): Promise<readonly Alert[]> => {
    const { alerts } = await bridge.call('alert-history', filterOf(choice, limit, now()));
    return alerts;
  };

  /** Asks whenever an alert changes or the engine is back. */
  const follow = (question: AskAgain): (() => void) => {
    const ends = [
      bridge.subscribe('alerts', question.want),
      bridge.onConnection((connected) => {
        if (connected) question.want();
      }),
    ];
    question.want();
    return () => {
      question.end();
      for (const end of ends) end();
    };
  };

  return {
    ...store,
    open() {
      opening += 1;
      const mine = opening;
      const question = askAgain({
        gapMs,
        async ask() {
          const { choice } = store.getState();
          const isWanted = (): boolean => mine === opening && choice === store.getState().choice;
          try {
            const alerts = await ask(choice, PAST_SHOWN);
            if (isWanted()) store.setState({ alerts, problem: null });
          } catch (error) {
            if (isWanted()) store.setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      want = question.want;
      const end = follow(question);
      return () => {
        end();
        if (mine !== opening) return;
        opening += 1;
        want = () => {};
      };
    },
    openLast() {
      return follow(
        askAgain({
          gapMs,
          async ask() {
            const { alerts } = await bridge.call('alert-history', { states: ['resolved'], limit: 1 });
            store.setState({ last: alerts[0] ?? null });
          },
        }),
      );
    },
    choose(part) {
      store.setState(({ choice }) => ({ choice: { ...choice, ...part }, alerts: null, problem: null }));
      want();
    },
    whole: () => ask(store.getState().choice, WHOLE),
  };
}

function filterOf({ server, severity, type, days }: PastChoice, limit: number, nowMs: number): AlertFilter {
  return {
    states: [...FIRED],
    since: new Date(nowMs - days * DAY_MS).toISOString(),
    limit,
    ...(server === null ? {} : { server }),
    ...(severity === null ? {} : { severities: [severity] }),
    ...(type === null ? {} : { types: [type] }),
  };
}
