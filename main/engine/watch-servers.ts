import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServersChange } from '#contract/snapshot.ts';
import type { Clock } from './ports.ts';

/** Joins the many small changes of one moment into one message; short enough that a person sees it "at once". */
const GATHER_MS = 16;

/**
 * Publishes what changed among the servers. `views` is asked once for each message. Returns a function that notes a
 * change, and one that ends it.
 */
export function watchServers(options: {
  readonly clock: Clock;
  readonly views: () => ServerView[];
  readonly judge: (views: ServerView[]) => Overview;
  readonly publish: (change: ServersChange) => void;
}): { note(name: string): void; noteAll(): void; close(): void } {
  const dirty = new Set<string>();
  let all = false;
  let known: readonly string[] = [];
  let cancel: (() => void) | null = null;
  let closed = false;

  function flush(): void {
    cancel = null;
    const views = options.views();
    const order = views.map(({ name }) => name);
    const before = new Set(known);
    const removed = known.filter((name) => !order.includes(name));
    const changed = all ? views : views.filter(({ name }) => dirty.has(name) || !before.has(name));
    known = order;
    dirty.clear();
    all = false;
    options.publish({ overview: options.judge(views), changed, removed, order });
  }

  function soon(): void {
    if (!closed) cancel ??= options.clock.after(GATHER_MS, flush);
  }
  return {
    note(name) {
      dirty.add(name);
      soon();
    },
    noteAll() {
      all = true;
      soon();
    },
    close() {
      closed = true;
      cancel?.();
    },
  };
}
