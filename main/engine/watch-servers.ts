import type { Overview } from '#contract/overview.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServersChange } from '#contract/snapshot.ts';
import type { Clock } from './ports.ts';

/** Between two messages at least: joins the many small changes of one moment, and is "at once" to a person's eye. */
const GATHER_MS = 16;

/**
 * Publishes what changed among the servers: after a calm at once, since a crash that is told late is seen late, then
 * gathered. `views` is asked once for each message. Returns a function that notes a change, and one that ends it.
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
  let flushedMs = Number.NEGATIVE_INFINITY;

  function flush(): void {
    if (closed) return;
    cancel = null;
    flushedMs = options.clock.monotonic();
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
    if (closed || cancel !== null) return;
    const waitMs = flushedMs + GATHER_MS - options.clock.monotonic();
    if (waitMs > 0) {
      cancel = options.clock.after(waitMs, flush);
      return;
    }
    // Not by a timer: what is done about a change, such as a look for what a crash has left, would go before it.
    cancel = () => {};
    queueMicrotask(flush);
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
