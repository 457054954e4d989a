import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { RequestAnswer, RequestInput } from '#contract/request.ts';
import { type CallProblem, problemOf } from './problem.ts';

export interface RequestState {
  /** The request that is on its way or was answered last; null before the first. */
  readonly asked: { readonly server: string; readonly method: string } | null;
  readonly sending: boolean;
  readonly answer: RequestAnswer | null;
  /** Why it did not get to the server, or got no answer. */
  readonly problem: CallProblem | null;
}

export interface RequestStore extends StoreApi<RequestState> {
  /** Sends one request, unless one is on its way. Never rejects. */
  send(request: RequestInput): Promise<void>;
}

/** One request at a time, sent by hand. */
export function createRequestStore(bridge: Bridge): RequestStore {
  const store = createStore<RequestState>(() => ({
    asked: null,
    sending: false,
    answer: null,
    problem: null,
  }));
  return {
    ...store,
    async send(request) {
      if (store.getState().sending) return;
      const { server, method } = request;
      store.setState({ asked: { server, method }, sending: true, answer: null, problem: null });
      try {
        store.setState({ answer: await bridge.call('request', request), sending: false });
      } catch (error) {
        store.setState({ problem: problemOf(error), sending: false });
      }
    },
  };
}
