import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServersChange } from '#contract/snapshot.ts';
import type { Clock } from './ports.ts';

export interface ServersWatch {
  note(name: string, isState?: boolean): void;
  noteAll(): void;
  /** Tells all of them at once, as they were just looked at, in the order of the configuration. */
  tellAll(views: readonly ServerView[]): void;
  /** As they were told last: what a look at each would cost is saved where a moment's age does no harm. */
  told(name: string): ServerView | null;
  /** As it was told last; null before the first time. */
  overview(): Overview | null;
  close(): void;
}

/** Between two messages at least: joins the many small changes of one moment, and is "at once" to a person's eye. */
const GATHER_MS = 16;
/** A server that changed its state does not wait that long: fifty that die at once are still told in few messages. */
const GATHER_STATES_MS = 4;

/**
 * Publishes what changed among the servers: a state after a calm at once, since a crash that is told late is seen late;
 * all else gathered. Only what changed is looked at anew: each probe of fifty servers is a change.
 */
export function watchServers(options: {
  readonly clock: Clock;
  /** In the order of the configuration file. */
  readonly names: () => readonly string[];
  /** Null for one that is no longer configured. */
  readonly view: (name: string) => ServerView | null;
  readonly judge: (views: ServerView[]) => Overview;
  readonly publish: (change: ServersChange) => void;
}): ServersWatch {
  const dirty = new Set<string>();
  let all = false;
  let known: ReadonlyMap<string, ServerView> = new Map();
  let overview: Overview | null = null;
  let cancel: (() => void) | null = null;
  let dueMs = Number.POSITIVE_INFINITY;
  let closed = false;
  let flushedMs = Number.NEGATIVE_INFINITY;

  function flush(): void {
    if (closed) return;
    cancel = null;
    dueMs = Number.POSITIVE_INFINITY;
    flushedMs = options.clock.monotonic();
    const order = options.names();
    const views = new Map<string, ServerView>();
    const changed: ServerView[] = [];
    for (const name of order) {
      const before = all || dirty.has(name) ? undefined : known.get(name);
      const view = before ?? options.view(name);
      if (view === null) continue;
      views.set(name, view);
      if (before === undefined) changed.push(view);
    }
    tell(views, changed);
  }

  function tell(views: ReadonlyMap<string, ServerView>, changed: ServerView[]): void {
    const removed = [...known.keys()].filter((name) => !views.has(name));
    known = views;
    dirty.clear();
    all = false;
    overview = options.judge([...views.values()]);
    options.publish({ overview, changed, removed, order: [...views.keys()] });
  }

  function soon(isState: boolean): void {
    const nowMs = options.clock.monotonic();
    const wantedMs = isState
      ? Math.max(nowMs, flushedMs + GATHER_STATES_MS)
      : Math.max(nowMs + GATHER_STATES_MS, flushedMs + GATHER_MS);
    if (closed || wantedMs >= dueMs) return;
    cancel?.();
    dueMs = wantedMs;
    if (wantedMs > nowMs) {
      cancel = options.clock.after(wantedMs - nowMs, flush);
      return;
    }
    // Not by a timer: what is done about a change, such as a look for what a crash has left, would go before it.
    cancel = () => {};
    queueMicrotask(flush);
  }
  return {
    note(name, isState = false) {
      dirty.add(name);
      soon(isState);
    },
    noteAll() {
      all = true;
      soon(false);
    },
    tellAll(views) {
      if (closed) return;
      cancel?.();
      cancel = null;
      dueMs = Number.POSITIVE_INFINITY;
      flushedMs = options.clock.monotonic();
      tell(new Map(views.map((view) => [view.name, view])), [...views]);
    },
    told: (name) => known.get(name) ?? null,
    overview: () => overview,
    close() {
      closed = true;
      cancel?.();
    },
  };
}
