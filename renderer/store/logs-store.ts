import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { LogFilter, LogLevel, LogLine, LogPage } from '#contract/log-line.ts';
import { belongs, EVERYTHING, type LogChoice, searchPattern } from './log-match.ts';
import { problemOf } from './problem.ts';

/** The most that one query gives, and that the list holds while it follows. */
export const HELD_LINES = 5000;
/** While its reader has scrolled away nothing may be cut off at the top, so more is held, and then only counted. */
export const PAUSED_LINES = 20_000;

export interface LogsState {
  readonly choice: LogChoice;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Marks hits in `lines`: the engine found them with it. Null without a search. */
  readonly pattern: RegExp | null;
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
  /** Wait for more lines before the engine is asked which of them an expression meets. */
  readonly gatherMs?: number;
}

const INITIAL: LogsState = {
  choice: EVERYTHING,
  lines: [],
  pattern: null,
  counts: null,
  searched: null,
  loading: false,
  problem: null,
  following: true,
  unseen: 0,
};

/** What was asked and answered: the lines in the list are those of `choice`, of all up to `newestSeq`. */
interface Answered {
  readonly choice: LogChoice;
  readonly newestSeq: number;
}

/** The log as the window reads it: one query for what is there, the live topic for what comes. */
export function createLogsStore(bridge: Bridge, options: LogsStoreOptions = {}): LogsStore {
  const { settleMs = 120, gatherMs = 300 } = options;
  const store = createStore<LogsState>(() => INITIAL);
  let asked = 0;
  let opened = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs while new lines wait for the engine to search them. */
  let gathering: ReturnType<typeof setTimeout> | undefined;
  /** Live lines that came while a query was on its way. */
  let held: LogLine[] | null = null;
  let answered: Answered | null = null;

  const stopTimers = (): void => {
    clearTimeout(timer);
    clearTimeout(gathering);
    gathering = undefined;
  };

  const load = async (): Promise<void> => {
    stopTimers();
    asked += 1;
    const mine = asked;
    const { choice } = store.getState();
    let pattern: RegExp | null;
    try {
      pattern = searchPattern(choice);
    } catch (error) {
      refuse(regexWords(error));
      return;
    }
    held = [];
    store.setState({ loading: true });
    try {
      const page = await bridge.call('logs', filterOf(choice));
      if (mine !== asked) return;
      store.setState({
        lines: page.lines,
        pattern,
        counts: page.matched_by_level,
        searched: page.searched,
        loading: false,
        problem: null,
        unseen: 0,
      });
      answered = { choice, newestSeq: page.newest_seq ?? -1 };
      const came = held;
      held = null;
      append(came);
    } catch (error) {
      if (mine === asked) fail(error);
    }
  };

  /** Asks which of the lines that came meet the expression: one that runs for minutes must not run in the page. */
  const catchUp = async (): Promise<void> => {
    if (answered === null) return;
    const { choice, newestSeq } = answered;
    const mine = asked;
    held = [];
    try {
      const page = await bridge.call('logs', { ...filterOf(choice), after: newestSeq });
      if (mine !== asked) return;
      answered = { choice, newestSeq: page.newest_seq ?? newestSeq };
      store.setState((state) => withLines(state, page.lines, page.matched_by_level, page.searched));
      const came = held;
      held = null;
      append(came);
    } catch (error) {
      if (mine === asked) fail(error);
    }
  };

  const fail = (error: unknown): void => {
    const { code, message } = problemOf(error);
    if (code === 'bad-input') {
      refuse(message);
      return;
    }
    held = null;
    store.setState({ loading: false, problem: message });
  };

  /** A search that can't be run has no lines. */
  const refuse = (problem: string): void => {
    held = null;
    answered = null;
    store.setState({ loading: false, lines: [], pattern: null, counts: null, problem });
  };

  const append = (batch: readonly LogLine[]): void => {
    // A query that is on its way may mend what is the matter now.
    if (held !== null) {
      held.push(...batch);
      return;
    }
    const { pattern, problem, searched } = store.getState();
    if (answered === null || problem !== null) return;
    const { choice, newestSeq } = answered;
    // The live topic comes in batches, and may tell of lines that the query has found already.
    const fresh = batch.filter((line) => line.seq > newestSeq && belongs(line, choice, null));
    if (fresh.length === 0) return;
    if (choice.regex && choice.text !== '') {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void catchUp();
      }, gatherMs);
      return;
    }
    const met = fresh.filter((line) => belongs(line, choice, pattern));
    const shown = met.filter(({ level }) => choice.levels.length === 0 || choice.levels.includes(level));
    store.setState((state) =>
      withLines(state, shown, countByLevel(met), searched === null ? null : searched + fresh.length),
    );
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
        if (mine === opened) stopTimers();
        // An answer that is still on its way belongs to a screen that is gone.
        asked += 1;
        held = null;
        answered = null;
        store.setState({
          lines: [],
          pattern: null,
          counts: null,
          searched: null,
          following: true,
          unseen: 0,
        });
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

/** The state with newer lines at the end. `more` counts the lines that were met, by level. */
function withLines(
  state: LogsState,
  lines: readonly LogLine[],
  more: LogPage['matched_by_level'],
  searched: number | null,
): Partial<LogsState> {
  const counts = state.counts === null ? null : added(state.counts, more);
  if (lines.length === 0) return { counts, searched };
  if (state.following) return { counts, searched, lines: [...state.lines, ...lines].slice(-HELD_LINES) };
  const room = Math.max(0, PAUSED_LINES - state.lines.length);
  return {
    counts,
    searched,
    lines: [...state.lines, ...lines.slice(0, room)],
    unseen: state.unseen + lines.length,
  };
}

type Counts = Readonly<Record<LogLevel, number>>;

function added(a: Counts, b: Counts): Counts {
  return {
    error: a.error + b.error,
    warn: a.warn + b.warn,
    info: a.info + b.info,
    debug: a.debug + b.debug,
  };
}

function countByLevel(lines: readonly LogLine[]): Counts {
  const counts = { error: 0, warn: 0, info: 0, debug: 0 };
  for (const { level } of lines) counts[level] += 1;
  return counts;
}

/** The engine's own words for what is wrong with an expression, without the expression itself. */
function regexWords(error: unknown): string {
  return problemOf(error).message.replace(/^.*: /s, '');
}

function filterOf({ servers, levels, text, regex }: LogChoice): LogFilter {
  return {
    limit: HELD_LINES,
    ...(servers.length > 0 ? { servers: [...servers] } : {}),
    ...(levels.length > 0 ? { levels: [...levels] } : {}),
    ...(text === '' ? {} : { text, regex }),
  };
}
