import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { EffectiveSetting } from '#contract/configuration-text.ts';
import { problemOf } from '../problem.ts';

export type EffectiveSettings = Readonly<Record<string, EffectiveSetting>>;

export interface KnownState {
  /** The JSON schema of the file; null before it has come. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** Settings that are no server's own, as they hold now. */
  readonly settings: EffectiveSettings | null;
  /** Those of the server that is looked at. */
  readonly ofServer: { readonly server: string; readonly settings: EffectiveSettings } | null;
  /** Names only. */
  readonly secrets: readonly { readonly name: string; readonly input: boolean }[];
  readonly problem: string | null;
}

export interface KnownStore extends StoreApi<KnownState> {
  /** Asks what holds now, and again when the configuration changes, until the returned function is called. */
  open(server: string | null): () => void;
}

/** What an editor of the configuration knows beside its text. */
export function createKnownStore(bridge: Bridge): KnownStore {
  const store = createStore<KnownState>(() => ({
    schema: null,
    settings: null,
    ofServer: null,
    secrets: [],
    problem: null,
  }));
  let opening = 0;

  const readSettings = async (server: string | null, mine: number): Promise<void> => {
    const [settings, own] = await Promise.all([
      bridge.call('effective-settings', {}),
      // A server that is not in the file yet has nothing in force.
      server === null ? null : bridge.call('effective-settings', { server }).catch(() => null),
    ]);
    if (mine !== opening) return;
    const ofServer = server === null || own === null ? null : { server, settings: own };
    store.setState({ settings, ofServer, problem: null });
  };

  const readSecrets = async (mine: number): Promise<void> => {
    const { secrets } = await bridge.call('secrets', {});
    if (mine === opening) store.setState({ secrets: secrets.map(({ name, input }) => ({ name, input })) });
  };

  const readSchema = async (): Promise<void> => {
    if (store.getState().schema !== null) return;
    store.setState({ schema: await bridge.call('configuration-schema', {}) });
  };

  return {
    ...store,
    open(server) {
      opening += 1;
      const mine = opening;
      const read = (): void => {
        for (const part of [readSchema(), readSettings(server, mine), readSecrets(mine)]) {
          part.catch((error: unknown) => {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
          });
        }
      };
      const ends = [
        bridge.subscribe('configuration', read),
        bridge.onConnection((connected) => {
          if (connected) read();
        }),
      ];
      read();
      return () => {
        for (const end of ends) end();
      };
    },
  };
}
