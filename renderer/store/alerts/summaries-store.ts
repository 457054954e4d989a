import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { DailySummary } from '#contract/incident.ts';
import { askWhileSeen, type SeenPage } from '../figures/ask-while-seen.ts';
import { problemOf } from '../problem.ts';

export interface SummariesState {
  /** Newest first; null before the first answer. */
  readonly summaries: readonly DailySummary[] | null;
  /** Why the last question was not answered; null when it was. */
  readonly problem: string | null;
}

export interface SummariesStore extends StoreApi<SummariesState> {
  /** Lists the days that are kept, and today as it stands, until the returned function is called. */
  open(): () => void;
}

/** A day changes slowly, and is put together from many tables. */
const EVERY_MS = 60_000;
const DAYS = 60;

export function createSummariesStore(bridge: Bridge, page?: SeenPage): SummariesStore {
  const store = createStore<SummariesState>(() => ({ summaries: null, problem: null }));
  return {
    ...store,
    open() {
      let ended = false;
      const question = askWhileSeen({
        everyMs: EVERY_MS,
        ...(page === undefined ? {} : { page }),
        async ask() {
          try {
            const { summaries } = await bridge.call('daily-summaries', { limit: DAYS });
            if (!ended) store.setState({ summaries, problem: null });
          } catch (error) {
            if (!ended) store.setState({ problem: problemOf(error).message });
          }
        },
      });
      const endConnection = bridge.onConnection((connected) => {
        if (connected) question.want();
      });
      return () => {
        ended = true;
        question.end();
        endConnection();
      };
    },
  };
}
