import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { ClientToken } from '#contract/client-token.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface ClientTokensState {
  /** Null until the first answer. */
  readonly tokens: readonly ClientToken[] | null;
  /** The one that was made last, until it is put away: it is told once only. */
  readonly made: { readonly name: string; readonly token: string } | null;
  /** A name is on its way. */
  readonly adding: boolean;
  readonly problem: string | null;
}

export interface ClientTokensStore extends StoreApi<ClientTokensState> {
  /** Lists the tokens until the returned function is called; a token that was made is forgotten then. */
  open(): () => void;
  /** Makes a token. Never rejects: what went wrong is put into `problem`. True when it was made. */
  add(name: string): Promise<boolean>;
  /** Never rejects: what went wrong is put into `problem`. */
  remove(name: string): Promise<void>;
  putAway(): void;
}

const EMPTY: ClientTokensState = { tokens: null, made: null, adding: false, problem: null };

/** Tokens of AI clients. */
export function createClientTokensStore(bridge: Bridge): ClientTokensStore {
  const store = createStore<ClientTokensState>(() => EMPTY);
  let opening = 0;
  let want = (): void => {};

  const change = async (call: () => Promise<void>): Promise<boolean> => {
    const mine = opening;
    store.setState({ problem: null });
    try {
      await call();
      if (mine === opening) want();
      return true;
    } catch (error) {
      if (mine === opening) store.setState({ problem: problemOf(error).message });
      return false;
    }
  };

  return {
    ...store,
    open() {
      opening += 1;
      const mine = opening;
      const question = askAgain({
        gapMs: 0,
        async ask() {
          try {
            const { tokens } = await bridge.call('client-tokens', {});
            if (mine === opening) store.setState({ tokens });
          } catch (error) {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      want = question.want;
      const end = bridge.onConnection((connected) => {
        if (connected) question.want();
      });
      question.want();
      return () => {
        question.end();
        end();
        if (mine !== opening) return;
        opening += 1;
        want = () => {};
        store.setState(EMPTY);
      };
    },
    async add(name) {
      if (store.getState().adding) return false;
      store.setState({ adding: true });
      const added = await change(async () => {
        const { token } = await bridge.call('add-client-token', { name });
        store.setState({ made: { name, token } });
      });
      store.setState({ adding: false });
      return added;
    },
    async remove(name) {
      const removed = await change(async () => {
        await bridge.call('remove-client-token', { name });
      });
      if (removed && store.getState().made?.name === name) store.setState({ made: null });
    },
    putAway: () => store.setState({ made: null }),
  };
}
