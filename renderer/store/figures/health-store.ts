import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { HealthOverview, ServerHealth } from '#contract/health.ts';
import { problemOf } from '../problem.ts';
import { askWhileSeen, type SeenPage } from './ask-while-seen.ts';

export interface HealthState {
  /** As of the last answer; null before the first. */
  readonly overview: HealthOverview | null;
  /** Why the last question was not answered; null when it was. */
  readonly problem: string | null;
}

export interface HealthStore extends StoreApi<HealthState> {
  /** Asks for the verdicts every `everyMs` milliseconds until the returned function is called. */
  open(everyMs: number): () => void;
}

/** The verdicts on all servers, on Signalbox and on the machine, with all that they rest on. */
export function createHealthStore(bridge: Bridge, page?: SeenPage): HealthStore {
  const store = createStore<HealthState>(() => ({ overview: null, problem: null }));
  let opening = 0;
  return {
    ...store,
    open(everyMs) {
      opening += 1;
      const mine = opening;
      const question = askWhileSeen({
        everyMs,
        ...(page === undefined ? {} : { page }),
        async ask() {
          try {
            const overview = await bridge.call('health', {});
            if (mine === opening) store.setState({ overview, problem: null });
          } catch (error) {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
          }
        },
      });
      const endConnection = bridge.onConnection((connected) => {
        if (connected) question.want();
      });
      return () => {
        question.end();
        endConnection();
        // What was told stays for the next screen that shows it; an answer that is on its way comes too late.
        if (mine === opening) opening += 1;
      };
    },
  };
}

/** The verdict on one server; undefined before the first answer and for one that is not configured. */
export function healthOf(
  { overview }: Pick<HealthState, 'overview'>,
  name: string,
): ServerHealth | undefined {
  return overview?.servers.find(({ server }) => server === name);
}
