import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { LifecycleEvent } from '#contract/history.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import { problemOf } from './problem.ts';

export interface ServerPageState {
  /** Whose page is open. */
  readonly name: string | null;
  /** As of the last answer; null before the first. */
  readonly detail: ServerDetail | null;
  /** Newest first: those of the last answers and the earlier ones that were asked for. */
  readonly events: readonly LifecycleEvent[];
  /** Whether the history goes further back than `events`. */
  readonly hasEarlier: boolean;
  readonly loadingEarlier: boolean;
  /** Why what is shown is not all or not current; null when it is. */
  readonly problem: string | null;
}

export interface ServerPageStore extends StoreApi<ServerPageState> {
  /** Loads and follows one server until the returned function is called: for as long as its page is open. */
  open(name: string): () => void;
  /** Adds the next 200 events at the end. Never rejects: what went wrong is put into `problem`. */
  loadEarlier(): Promise<void>;
  /** All events of a server that are kept, newest first. Rejects with a problem's sentence. */
  wholeHistory(name: string): Promise<LifecycleEvent[]>;
}

export interface ServerPageOptions {
  readonly now?: () => number;
  /** The least time between two questions: topics may tell of many changes at once. */
  readonly gapMs?: number;
  /** Wait before a question that failed is asked again. */
  readonly retryMs?: number;
}

const NOBODY: ServerPageState = {
  name: null,
  detail: null,
  events: [],
  hasEarlier: false,
  loadingEarlier: false,
  problem: null,
};

/** As many events as a {@link ServerDetail} has at most: with fewer there are no earlier ones. */
const DETAIL_EVENTS = 100;
const EARLIER_EVENTS = 200;
/** The most that one query gives. */
const EXPORT_PAGE = 5000;

/** What the page of one server shows beside what the engine store has of it. */
export function createServerPageStore(bridge: Bridge, options: ServerPageOptions = {}): ServerPageStore {
  const { now = Date.now, gapMs = 1000, retryMs = 3000 } = options;
  const store = createStore<ServerPageState>(() => NOBODY);
  /** Numbers the openings, so that an answer for a page that is gone is told from one for this page. */
  let opening = 0;

  const open = (name: string): (() => void) => {
    opening += 1;
    const mine = opening;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let askedMs = Number.NEGATIVE_INFINITY;
    let asking = false;
    let again = false;

    /** Asks soon; once for all changes that come before it is due. */
    const want = (waitMs = 0): void => {
      again = asking;
      if (asking || timer !== undefined) return;
      timer = setTimeout(() => void ask(), Math.max(waitMs, askedMs + gapMs - now()));
    };

    const ask = async (): Promise<void> => {
      timer = undefined;
      asking = true;
      askedMs = now();
      try {
        const detail = await bridge.call('server', { name });
        if (mine !== opening) return;
        store.setState((state) => withDetail(state, detail));
      } catch (error) {
        if (mine !== opening) return;
        const { code, message } = problemOf(error);
        store.setState({ problem: message });
        // One that is not in the configuration comes back by an edit, which the topic tells.
        if (code !== 'unknown-server') timer = setTimeout(() => void ask(), retryMs);
      } finally {
        asking = false;
      }
      if (again) want();
    };

    store.setState({ ...NOBODY, name });
    const ends = [
      bridge.subscribe('servers', ({ changed, removed }) => {
        if (removed.includes(name) || changed.some((server) => server.name === name)) want();
      }),
      bridge.subscribe('register', ({ server }) => {
        if (server === name) want();
      }),
      bridge.onConnection((connected) => {
        if (connected) want();
      }),
    ];
    want();
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
      if (mine !== opening) return;
      opening += 1;
      store.setState(NOBODY);
    };
  };

  const loadEarlier = async (): Promise<void> => {
    const { name, events, loadingEarlier } = store.getState();
    const oldest = events.at(-1);
    if (name === null || oldest === undefined || loadingEarlier) return;
    const mine = opening;
    store.setState({ loadingEarlier: true });
    try {
      const page = await bridge.call('history', { server: name, before: oldest.id, limit: EARLIER_EVENTS });
      if (mine !== opening) return;
      store.setState((state) => ({
        events: joined(page.events, state.events),
        hasEarlier: page.events.length === EARLIER_EVENTS,
        loadingEarlier: false,
      }));
    } catch (error) {
      if (mine === opening) store.setState({ loadingEarlier: false, problem: problemOf(error).message });
    }
  };

  const wholeHistory = async (name: string): Promise<LifecycleEvent[]> => {
    const all: LifecycleEvent[] = [];
    for (;;) {
      const before = all.at(-1)?.id;
      const { events } = await bridge.call('history', {
        server: name,
        limit: EXPORT_PAGE,
        ...(before === undefined ? {} : { before }),
      });
      all.push(...events);
      if (events.length < EXPORT_PAGE) return all;
    }
  };

  return { ...store, open, loadEarlier, wholeHistory };
}

function withDetail(state: ServerPageState, detail: ServerDetail): Partial<ServerPageState> {
  const newest = state.events[0];
  const full = detail.events.length >= DETAIL_EVENTS;
  // More came since the last answer than an answer holds: what was shown does not join on to it.
  const torn = newest === undefined || (full && (detail.events.at(-1)?.id ?? 0) > newest.id);
  return torn
    ? { detail, problem: null, events: detail.events, hasEarlier: full }
    : { detail, problem: null, events: joined(state.events, detail.events) };
}

/** Both lists as one, newest first, each event once. */
function joined(a: readonly LifecycleEvent[], b: readonly LifecycleEvent[]): LifecycleEvent[] {
  const byId = new Map([...a, ...b].map((event) => [event.id, event]));
  return [...byId.values()].sort((one, other) => other.id - one.id);
}
