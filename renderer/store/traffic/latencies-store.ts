import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { MethodLatency } from '#contract/traffic.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface LatenciesState {
  /** As the engine gives them; null until the first answer. */
  readonly latencies: readonly MethodLatency[] | null;
  readonly problem: string | null;
}

export interface LatenciesStore extends StoreApi<LatenciesState> {
  /** Asks for the figures of one server, or of all, and again while there is traffic, until the returned function is called. */
  open(server: string | null): () => void;
}

/** Nobody reads a table of quantiles faster. */
const GAP_MS = 2000;

/** How long each tool takes. */
export function createLatenciesStore(bridge: Bridge): LatenciesStore {
  const store = createStore<LatenciesState>(() => ({ latencies: null, problem: null }));
  let opening = 0;
  return {
    ...store,
    open(server) {
      opening += 1;
      const mine = opening;
      store.setState({ latencies: null, problem: null });
      const question = askAgain({
        gapMs: GAP_MS,
        async ask() {
          try {
            const { latencies } = await bridge.call('latencies', server === null ? {} : { server });
            if (mine === opening) store.setState({ latencies, problem: null });
          } catch (error) {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      const ends = [
        bridge.subscribe('traffic', () => question.want()),
        bridge.onConnection((connected) => {
          if (connected) question.want();
        }),
      ];
      question.want();
      return () => {
        question.end();
        for (const end of ends) end();
        if (mine === opening) opening += 1;
      };
    },
  };
}
