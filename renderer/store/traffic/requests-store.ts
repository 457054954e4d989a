import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { RequestRecord } from '#contract/traffic.ts';
import { problemOf } from '../problem.ts';
import { ALL_REQUESTS, filterOfChoice, meetsChoice, type RequestChoice } from './request-match.ts';

/** The most that the list holds: older ones are dropped. */
export const HELD_REQUESTS = 5000;
/** As many as one message of the topic holds at most: there may have been more. */
const FULL_MESSAGE = 200;

export interface RequestsState {
  readonly choice: RequestChoice;
  /** Newest first; those of `choice`. */
  readonly requests: readonly RequestRecord[];
  /** Null until the first answer. */
  readonly kept: number | null;
  readonly loading: boolean;
  readonly problem: string | null;
  /** While true, requests that come are held back and counted. */
  readonly paused: boolean;
  readonly unseen: number;
}

export interface RequestsStore extends StoreApi<RequestsState> {
  /** Loads and follows the last requests until the returned function is called: for as long as the list is shown. */
  open(): () => void;
  choose(part: Partial<RequestChoice>): void;
  setPaused(paused: boolean): void;
}

export interface RequestsStoreOptions {
  /** Wait for the next key before a search is sent. */
  readonly settleMs?: number;
  /** Wait after a flood before what it left out is asked for. */
  readonly calmMs?: number;
}

const INITIAL: RequestsState = {
  choice: ALL_REQUESTS,
  requests: [],
  kept: null,
  loading: false,
  problem: null,
  paused: false,
  unseen: 0,
};

/** The last requests that went through the gateway: one query for what is there, the live topic for what comes. */
export function createRequestsStore(bridge: Bridge, options: RequestsStoreOptions = {}): RequestsStore {
  const { settleMs = 120, calmMs = 1000 } = options;
  const store = createStore<RequestsState>(() => INITIAL);
  let asked = 0;
  let isOpen = false;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let calming: ReturnType<typeof setTimeout> | undefined;
  /** Newest first: came while a query was on its way, or while the reader had paused. */
  let held: RequestRecord[] = [];

  const load = async (): Promise<void> => {
    clearTimeout(settling);
    clearTimeout(calming);
    asked += 1;
    const mine = asked;
    const { choice } = store.getState();
    store.setState({ loading: true });
    try {
      const page = await bridge.call('requests', filterOfChoice(choice, HELD_REQUESTS));
      if (mine !== asked) return;
      store.setState(({ requests }) => ({
        // What the engine has dropped already is still worth showing.
        requests: joined(
          page.requests,
          requests.filter((record) => meetsChoice(record, choice)),
        ),
        kept: page.kept,
        problem: null,
      }));
    } catch (error) {
      if (mine === asked) store.setState({ problem: problemOf(error).message });
    }
    if (mine !== asked) return;
    store.setState({ loading: false });
    showHeld();
  };

  const showHeld = (): void => {
    const { paused, loading, choice } = store.getState();
    if (paused || loading || held.length === 0) return;
    const fresh = held.filter((record) => meetsChoice(record, choice));
    held = [];
    store.setState(({ requests }) => ({ requests: joined(fresh, requests), unseen: 0 }));
  };

  const take = (batch: readonly RequestRecord[]): void => {
    const { choice, paused } = store.getState();
    const fresh = batch.filter((record) => meetsChoice(record, choice));
    held = [...fresh.toReversed(), ...held].slice(0, HELD_REQUESTS);
    if (paused && fresh.length > 0) store.setState(({ unseen }) => ({ unseen: unseen + fresh.length }));
    showHeld();
    if (batch.length < FULL_MESSAGE) return;
    clearTimeout(calming);
    calming = setTimeout(() => void load(), calmMs);
  };

  return {
    ...store,
    open() {
      let lost = false;
      isOpen = true;
      const ends = [
        bridge.subscribe('requests', take),
        bridge.onConnection((connected) => {
          if (connected && lost) {
            // Another run of the engine counts anew: what was shown would be mixed up with it.
            held = [];
            store.setState({ requests: [], unseen: 0 });
            void load();
          }
          lost = !connected;
        }),
      ];
      void load();
      return () => {
        isOpen = false;
        for (const end of ends) end();
        clearTimeout(settling);
        clearTimeout(calming);
        asked += 1;
        held = [];
        store.setState({ ...INITIAL, choice: store.getState().choice });
      };
    },
    choose(part) {
      store.setState((state) => ({ choice: { ...state.choice, ...part } }));
      clearTimeout(settling);
      if (isOpen) settling = setTimeout(() => void load(), settleMs);
    },
    setPaused(paused) {
      if (store.getState().paused === paused) return;
      store.setState({ paused, unseen: 0 });
      showHeld();
    },
  };
}

/** Both lists as one, newest first, each request once, no more than are held. */
function joined(newer: readonly RequestRecord[], older: readonly RequestRecord[]): readonly RequestRecord[] {
  const seen = new Set(newer.map(({ seq }) => seq));
  return [...newer, ...older.filter(({ seq }) => !seen.has(seq))].slice(0, HELD_REQUESTS);
}
