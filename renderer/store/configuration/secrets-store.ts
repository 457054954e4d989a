import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { Plan } from '#contract/configuration-status.ts';
import type { SecretEntry, SecretStoreView } from '#contract/configuration-text.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface SecretsState {
  /** By name; null before the first answer. */
  readonly secrets: readonly SecretEntry[] | null;
  /** Where they are kept. */
  readonly kept: SecretStoreView | null;
  readonly busy: boolean;
  readonly refused: string | null;
  readonly done: string | null;
  readonly problem: string | null;
}

/** Never holds a value: one goes straight from where it is typed to the engine, and nothing gives it back. */
export interface SecretsStore extends StoreApi<SecretsState> {
  /** Lists them, and again whenever something changes, until the returned function is called. */
  open(): () => void;
  /** None of these rejects; true when it was done. */
  set(name: string, value: string, input: boolean): Promise<boolean>;
  /** Also while something names it. */
  remove(name: string, input: boolean): Promise<boolean>;
}

export function createSecretsStore(bridge: Bridge): SecretsStore {
  const store = createStore<SecretsState>(() => ({
    secrets: null,
    kept: null,
    busy: false,
    refused: null,
    done: null,
    problem: null,
  }));
  const { getState, setState } = store;
  let opening = 0;
  let want = (): void => {};

  const attempt = async (call: () => Promise<string>): Promise<boolean> => {
    if (getState().busy) return false;
    setState({ busy: true, refused: null, done: null });
    try {
      setState({ done: await call() });
      return true;
    } catch (error) {
      setState({ refused: problemOf(error).message });
      return false;
    } finally {
      setState({ busy: false });
      want();
    }
  };

  return {
    ...store,
    open() {
      opening += 1;
      const mine = opening;
      setState({ refused: null, done: null });
      const question = askAgain({
        gapMs: 0,
        async ask() {
          try {
            const { secrets, store: kept } = await bridge.call('secrets', {});
            if (mine === opening) setState({ secrets, kept, problem: null });
          } catch (error) {
            if (mine === opening) setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      want = question.want;
      const ends = [
        bridge.subscribe('configuration', question.want),
        bridge.onConnection((connected) => {
          if (connected) question.want();
        }),
      ];
      question.want();
      return () => {
        question.end();
        for (const end of ends) end();
        if (mine === opening) want = () => {};
      };
    },
    set: (name, value, input) =>
      attempt(async () => {
        const { plan } = await bridge.call('set-secret', { name, value, input });
        return `${name} is set${sayEffect(plan)}.`;
      }),
    remove: (name, input) =>
      attempt(async () => {
        const { plan } = await bridge.call('remove-secret', { name, input, force: true });
        return `${name} is deleted${sayEffect(plan)}.`;
      }),
  };
}

/** ": github starts anew" */
function sayEffect({ start, restart }: Plan): string {
  const servers = [...start, ...restart];
  if (servers.length === 0) return '';
  return `: ${servers.join(', ')} ${servers.length === 1 ? 'starts' : 'start'} anew`;
}
