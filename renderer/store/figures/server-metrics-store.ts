import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import { problemOf } from '../problem.ts';
import { askWhileSeen, type SeenPage } from './ask-while-seen.ts';

export interface ServerMetricsState {
  /** Of the server that is open, as of the last answer; null before the first. */
  readonly metrics: ServerMetrics | null;
  /** Why the last question was not answered; null when it was. */
  readonly problem: string | null;
}

export interface ServerMetricsStore extends StoreApi<ServerMetricsState> {
  /** Asks for every figure of one server, over and over, until the returned function is called. */
  open(server: string): () => void;
}

/** The engine measures no more often. */
const EVERY_MS = 2000;

/** Every figure of one server, those of its own metrics command among them. */
export function createServerMetricsStore(bridge: Bridge, page?: SeenPage): ServerMetricsStore {
  const store = createStore<ServerMetricsState>(() => ({ metrics: null, problem: null }));
  let opening = 0;
  return {
    ...store,
    open(server) {
      opening += 1;
      const mine = opening;
      store.setState({ metrics: null, problem: null });
      const question = askWhileSeen({
        everyMs: EVERY_MS,
        ...(page === undefined ? {} : { page }),
        async ask() {
          try {
            const { servers } = await bridge.call('metrics', { server });
            if (mine === opening) store.setState({ metrics: servers[0] ?? null, problem: null });
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
        if (mine !== opening) return;
        opening += 1;
        store.setState({ metrics: null, problem: null });
      };
    },
  };
}
