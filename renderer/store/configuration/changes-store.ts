import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type {
  ConfigurationChange,
  HistoryProof,
  IntegrityCheck,
  ValueChange,
} from '#contract/configuration-text.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

/** What the file was at one time, beside what it is now. */
export interface ShownVersion {
  readonly id: string;
  readonly text: string;
  readonly now: string;
  /** From what it was to what it is. */
  readonly changes: readonly ValueChange[];
}

export interface ChangesState {
  /** Newest first; null before the first answer. */
  readonly changes: readonly ConfigurationChange[] | null;
  readonly proof: HistoryProof | null;
  readonly checks: readonly IntegrityCheck[];
  /** Of this server alone; null for all. */
  readonly server: string | null;
  readonly shown: ShownVersion | null;
  readonly busy: boolean;
  readonly refused: string | null;
  readonly done: string | null;
  readonly problem: string | null;
}

export interface ChangesStore extends StoreApi<ChangesState> {
  /** Lists them, and again whenever something changes, until the returned function is called. */
  open(): () => void;
  choose(server: string | null): void;
  /** Reads a version; null shows none. None of these rejects. */
  show(version: string | null): Promise<void>;
  /** Makes the file what it was in a version; refused when it has changed since `revision`. */
  restore(version: string, revision: string | null, why: string): Promise<boolean>;
  backUp(): Promise<void>;
}

/** What became of the configuration file, and what it was. */
export function createChangesStore(bridge: Bridge): ChangesStore {
  const store = createStore<ChangesState>(() => ({
    changes: null,
    proof: null,
    checks: [],
    server: null,
    shown: null,
    busy: false,
    refused: null,
    done: null,
    problem: null,
  }));
  const { getState, setState } = store;
  let opening = 0;
  let want = (): void => {};

  const read = async (): Promise<void> => {
    const { server } = getState();
    const [{ changes, proof }, { checks }] = await Promise.all([
      bridge.call('configuration-history', server === null ? {} : { server }),
      bridge.call('integrity', {}),
    ]);
    if (server === getState().server) setState({ changes, proof, checks, problem: null });
  };

  const attempt = async (call: () => Promise<string | null>): Promise<boolean> => {
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
      setState({ refused: null, done: null, shown: null });
      const question = askAgain({
        async ask() {
          try {
            await read();
          } catch (error) {
            setState({ problem: problemOf(error).message });
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
    choose(server) {
      setState({ server, changes: null });
      want();
    },
    async show(version) {
      if (version === null) setState({ shown: null });
      else
        await attempt(async () => {
          setState({ shown: { id: version, ...(await bridge.call('configuration-version', { version })) } });
          return null;
        });
    },
    restore: (version, revision, why) =>
      attempt(async () => {
        const reason = why.trim();
        await bridge.call('restore-configuration', {
          version,
          revision,
          ...(reason === '' ? {} : { reason }),
        });
        setState({ shown: null });
        return 'The file is what it was then.';
      }),
    async backUp() {
      await attempt(async () => {
        const { version } = await bridge.call('backup-configuration', {});
        return `The file as it is was put aside as ${version}.`;
      });
    },
  };
}
