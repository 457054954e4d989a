import type { ServerView } from '#contract/server.ts';
import { type Defer, type Home, makeHome } from '../../process/harness/home.ts';
import { type OpenEngine, openEngine } from '../../process/harness/open-engine.ts';
import { withLimit } from './run-program.ts';

/** What one message of the topic `servers` told, and when. */
export type Told = (views: readonly ServerView[], atMs: number) => void;

/** An engine in the bench's own process, told of rather than asked, so that measuring it costs it nothing. */
export interface OwnEngine extends OpenEngine {
  readonly home: Home;
  /** Resolves with `performance.now()` when the condition held for the servers as told so far. */
  untilTold(what: string, isTrue: (servers: ReadonlyMap<string, ServerView>) => boolean): Promise<number>;
  onTold(told: Told): () => void;
}

/** Runs an engine with these servers, and takes everything down again. */
export async function withOwnEngine<Value>(
  servers: Readonly<Record<string, object>>,
  beside: object,
  use: (engine: OwnEngine) => Promise<Value>,
): Promise<Value> {
  const undo: (() => Promise<void>)[] = [];
  const defer: Defer = (step) => void undo.push(step);
  try {
    const home = await makeHome(defer);
    await home.configure(servers, beside);
    const engine = await openEngine(home, { defer });
    return await use(watch(home, engine));
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

function watch(home: Home, engine: OpenEngine): OwnEngine {
  const servers = new Map(engine.engine.snapshot().servers.map((view) => [view.name, view]));
  const listeners = new Set<Told>();
  engine.engine.subscribe('servers', ({ changed }) => {
    const atMs = performance.now();
    for (const view of changed) servers.set(view.name, view);
    for (const listener of listeners) listener(changed, atMs);
  });
  const onTold = (told: Told) => {
    listeners.add(told);
    return () => void listeners.delete(told);
  };
  return {
    ...engine,
    home,
    onTold,
    async untilTold(what, isTrue) {
      if (isTrue(servers)) return performance.now();
      const { promise, resolve } = Promise.withResolvers<number>();
      const end = onTold((_, atMs) => {
        if (isTrue(servers)) resolve(atMs);
      });
      try {
        return await withLimit(what, promise);
      } finally {
        end();
      }
    },
  };
}
