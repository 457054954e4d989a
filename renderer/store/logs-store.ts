import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { LogFilter, LogLevel, LogLine, LogPage } from '#contract/log-line.ts';
import { belongs, EVERYTHING, LEVELS, type LogChoice, matches, searchPattern } from './log-match.ts';
import { problemOf } from './problem.ts';

/** The most that one query gives, and that the list holds while it follows. */
export const HELD_LINES = 5000;
/** While its reader has scrolled away nothing may be cut off at the top, so more is held, and then only counted. */
export const PAUSED_LINES = 20_000;

export interface LogsState {
  readonly choice: LogChoice;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Lines that the choice meets, by level and whatever levels are chosen; null until they were counted. */
  readonly counts: Readonly<Record<LogLevel, number>> | null;
  /** Lines that were looked at; null until the first answer. */
  readonly searched: number | null;
  readonly loading: boolean;
  /** Why the lines can't be shown: an invalid regular expression, or what the engine said. */
  readonly problem: string | null;
  /** True while the newest line is kept in view. */
  readonly following: boolean;
  /** Lines that came since its reader scrolled away. */
  readonly unseen: number;
}

export interface LogsStore extends StoreApi<LogsState> {
  /** Loads and follows the log until the returned function is called: for as long as the screen is open. */
  open(): () => void;
  choose(part: Partial<LogChoice>): void;
  setFollowing(following: boolean): void;
}

export interface LogsStoreOptions {
  /** Wait for the next key before a search is sent. */
  readonly settleMs?: number;
}

const INITIAL: LogsState = {
  choice: EVERYTHING,
  lines: [],
  counts: null,
  searched: null,
  loading: false,
  problem: null,
  following: true,
  unseen: 0,
};

/** The log as the window reads it: one query for what is there, the live topic for what comes. */
export function createLogsStore(bridge: Bridge, options: LogsStoreOptions = {}): LogsStore {
  const { settleMs = 120 } = options;
  const store = createStore<LogsState>(() => INITIAL);
  let pattern: RegExp | null = null;
  let asked = 0;
  let opened = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Live lines that came while a query was on its way. */
  let held: LogLine[] | null = null;
  let known: Known = NOTHING_KNOWN;

  const load = async (): Promise<void> => {
    clearTimeout(timer);
    asked += 1;
    const mine = asked;
    const { choice } = store.getState();
    try {
      pattern = searchPattern(choice);
    } catch (error) {
      held = null;
      store.setState({ loading: false, lines: [], counts: null, problem: regexWords(error) });
      return;
    }
    held = [];
    store.setState({ loading: true });
    try {
      const [page, ...levels] = await Promise.all([
        bridge.call('logs', filterOf(choice, choice.levels, HELD_LINES)),
        ...LEVELS.map((level) => bridge.call('logs', filterOf(choice, [level], 1))),
      ]);
      if (mine !== asked) return;
      store.setState({
        lines: page.lines,
        counts: byLevel((index) => levels[index]?.matched ?? 0),
        searched: page.searched,
        loading: false,
        problem: null,
        unseen: 0,
      });
      known = {
        shown: newestSeq(page),
        counted: byLevel((index) => newestSeq(levels[index])),
      };
      const came = held;
      held = null;
      append(came);
    } catch (error) {
      if (mine !== asked) return;
      held = null;
      store.setState({ loading: false, problem: problemOf(error).message });
    }
  };

  const append = (batch: readonly LogLine[]): void => {
    // A search that can't be run has no lines.
    if (batch.length === 0 || store.getState().problem !== null) return;
    if (held !== null) {
      held.push(...batch);
      return;
    }
    store.setState((state) => withLines(state, batch, pattern, known));
  };

  return {
    ...store,
    open() {
      opened += 1;
      const mine = opened;
      let lost = false;
      const ends = [
        bridge.subscribe('logs', append),
        bridge.onConnection((connected) => {
          if (connected && lost) void load();
          lost = !connected;
        }),
      ];
      void load();
      return () => {
        for (const end of ends) end();
        if (mine === opened) clearTimeout(timer);
        // An answer that is still on its way belongs to a screen that is gone.
        asked += 1;
        held = null;
        store.setState({ lines: [], counts: null, searched: null, following: true, unseen: 0 });
      };
    },
    choose(part) {
      store.setState((state) => ({ choice: { ...state.choice, ...part } }));
      clearTimeout(timer);
      timer = setTimeout(() => void load(), settleMs);
    },
    setFollowing(following) {
      const state = store.getState();
      if (state.following === following) return;
      store.setState({ following, unseen: following ? 0 : state.unseen });
      // What was only counted while paused is not in the list: ask for the newest lines.
      if (following && state.lines.length >= PAUSED_LINES) void load();
      else if (following) store.setState({ lines: state.lines.slice(-HELD_LINES) });
    },
  };
}

/**
 * The newest line that each query knew: the live topic comes in batches, and may tell of lines that a query has found
 * already. The queries run one after the other, so each has its own.
 */
interface Known {
  readonly shown: number;
  readonly counted: Readonly<Record<LogLevel, number>>;
}

const NOTHING_KNOWN: Known = { shown: -1, counted: byLevel(() => -1) };

function newestSeq(page: LogPage | undefined): number {
  return page?.lines.at(-1)?.seq ?? -1;
}

function byLevel(figure: (index: number) => number): Record<LogLevel, number> {
  return Object.fromEntries(LEVELS.map((level, index) => [level, figure(index)])) as Record<LogLevel, number>;
}

function withLines(
  state: LogsState,
  batch: readonly LogLine[],
  pattern: RegExp | null,
  known: Known,
): Partial<LogsState> {
  const { choice, following } = state;
  const fitting = batch.filter((line) => belongs(line, choice, pattern));
  const shown = fitting.filter((line) => line.seq > known.shown && matches(line, choice, null));
  const counts = state.counts === null ? null : { ...state.counts };
  for (const { seq, level } of fitting) {
    if (counts !== null && seq > known.counted[level]) counts[level] += 1;
  }
  const searched = state.searched === null ? null : state.searched + batch.length;
  if (shown.length === 0) return { counts, searched };
  if (following) return { counts, searched, lines: [...state.lines, ...shown].slice(-HELD_LINES) };
  const room = Math.max(0, PAUSED_LINES - state.lines.length);
  return {
    counts,
    searched,
    lines: [...state.lines, ...shown.slice(0, room)],
    unseen: state.unseen + shown.length,
  };
}

/** The engine's own words for what is wrong with an expression, without the expression itself. */
function regexWords(error: unknown): string {
  return problemOf(error).message.replace(/^.*: /s, '');
}

function filterOf(choice: LogChoice, levels: readonly LogLevel[], limit: number): LogFilter {
  return {
    limit,
    ...(choice.servers.length > 0 ? { servers: [...choice.servers] } : {}),
    ...(levels.length > 0 ? { levels: [...levels] } : {}),
    ...(choice.text === '' ? {} : { text: choice.text, regex: choice.regex }),
  };
}
