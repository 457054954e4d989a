import type { RegisterEntry } from '#contract/register.ts';
import type { ServerView } from '#contract/server.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { until } from './until.ts';

/** What a test sees of an engine, whichever way it runs. */
export interface Look {
  snapshot(): Promise<Snapshot>;
  /** Throws for a server that is not configured. */
  server(name: string): Promise<ServerView>;
  /** Waits for the server to be as the condition wants it. */
  untilServer(name: string, what: string, condition: (view: ServerView) => boolean): Promise<ServerView>;
  untilReady(...names: string[]): Promise<ServerView[]>;
  /** Oldest first; with a name only what is about that server. */
  register(server?: string): Promise<RegisterEntry[]>;
  untilRegister(what: string, condition: (entry: RegisterEntry) => boolean): Promise<RegisterEntry>;
}

export function look(snapshot: () => Promise<Snapshot>): Look {
  const find = async (name: string) => (await snapshot()).servers.find((server) => server.name === name);
  const self: Look = {
    snapshot,
    async server(name) {
      const view = await find(name);
      if (view === undefined) throw new Error(`the engine has no server named ${name}`);
      return view;
    },
    untilServer: (name, what, condition) =>
      until(
        `${name} ${what}`,
        async () => {
          const view = await find(name);
          return view !== undefined && condition(view) ? view : null;
        },
        { seen: () => find(name) },
      ),
    async untilReady(...names) {
      const views: ServerView[] = [];
      for (const name of names) {
        views.push(await self.untilServer(name, 'is ready', ({ state }) => state === 'ready'));
      }
      return views;
    },
    async register(server) {
      const entries = (await snapshot()).register.toReversed();
      return server === undefined ? entries : entries.filter((entry) => entry.server === server);
    },
    untilRegister: (what, condition) =>
      until(`the register tells that ${what}`, async () => (await self.register()).find(condition), {
        seen: async () => (await self.register()).map(({ kind, text }) => `${kind}: ${text}`),
      }),
  };
  return self;
}

/** The pid of a view that has a process. */
export function pidOf({ name, pid }: ServerView): number {
  if (pid === null) throw new Error(`${name} has no process`);
  return pid;
}
