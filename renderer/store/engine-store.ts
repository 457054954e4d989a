import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertsNow } from '#contract/alert.ts';
import type { Bridge } from '#contract/bridge.ts';
import type { ConfigurationStatus } from '#contract/configuration-status.ts';
import type { Overview } from '#contract/overview.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { ServerView } from '#contract/server.ts';
import type { EngineView, SamplePass, ServersChange, Snapshot } from '#contract/snapshot.ts';
import { addEntry, addPass } from './live-lists.ts';
import { problemOf } from './problem.ts';

/**
 * - `connecting`: nothing was shown yet
 * - `live`: what is shown is current
 * - `lost`: what is shown is as old as `lostAtMs`; it is tried again
 * - `unauthorized`: the engine does not take this page's token; only a new URL helps
 */
export type Connection = 'connecting' | 'live' | 'lost' | 'unauthorized';

export interface EngineState {
  readonly connection: Connection;
  readonly lostAtMs: number | null;
  readonly engine: EngineView | null;
  readonly overview: Overview | null;
  readonly servers: Readonly<Record<string, ServerView>>;
  /** Names in the order of the configuration file. */
  readonly order: readonly string[];
  readonly configuration: ConfigurationStatus | null;
  /** Newest first. */
  readonly register: readonly RegisterEntry[];
  /** Oldest first, the last 15 minutes. */
  readonly samples: readonly SamplePass[];
  /** What is open, the worst first. */
  readonly alerts: AlertsNow;
}

export interface EngineStore extends StoreApi<EngineState> {
  /** Asks for a snapshot and follows the topics until the returned function is called. */
  follow(): () => void;
}

export interface EngineStoreOptions {
  readonly now?: () => number;
  /** Wait before a failed snapshot is asked for again. */
  readonly retryMs?: number;
}

const EMPTY: EngineState = {
  connection: 'connecting',
  lostAtMs: null,
  engine: null,
  overview: null,
  servers: {},
  order: [],
  configuration: null,
  register: [],
  samples: [],
  alerts: { alerts: [], firing: 0, worst: null, paused_until: null, quiet_hours: false },
};

/** A server by name: one may be called like something that every object has, such as `constructor`. */
export function serverNamed({ servers }: Pick<EngineState, 'servers'>, name: string): ServerView | undefined {
  return Object.hasOwn(servers, name) ? servers[name] : undefined;
}

type Change = (state: EngineState) => Partial<EngineState>;

/** Everything that the engine tells about itself and its servers, as the window holds it. */
export function createEngineStore(bridge: Bridge, options: EngineStoreOptions = {}): EngineStore {
  const { now = Date.now, retryMs = 1000 } = options;
  const store = createStore<EngineState>(() => EMPTY);

  const follow = (): (() => void) => {
    let ended = false;
    let attempt = 0;
    /** False after a loss, until the feed is back: what is shown is current only while topics come. */
    let feeds = true;
    let retry: ReturnType<typeof setTimeout> | undefined;
    /** What topics told while a snapshot was on its way: applied after it, so that nothing newer is overwritten. */
    let held: Change[] | null = null;

    const apply = (change: Change): void => {
      if (held === null) store.setState(change);
      else held.push(change);
    };

    const refresh = async (): Promise<void> => {
      clearTimeout(retry);
      attempt += 1;
      const mine = attempt;
      held = [];
      try {
        const snapshot = await bridge.call('snapshot', {});
        if (ended || mine !== attempt) return;
        store.setState(fromSnapshot(snapshot));
        for (const change of held) store.setState(change);
        held = null;
        if (feeds) store.setState({ connection: 'live', lostAtMs: null });
        else lose();
      } catch (error) {
        if (ended || mine !== attempt) return;
        held = null;
        if (problemOf(error).code === 'unauthorized') {
          store.setState({ connection: 'unauthorized' });
          return;
        }
        lose();
        retry = setTimeout(() => void refresh(), retryMs);
      }
    };

    const lose = (): void => {
      store.setState((state) => ({ connection: 'lost', lostAtMs: state.lostAtMs ?? now() }));
    };

    const ends = [
      bridge.subscribe('servers', (message) => apply((state) => applyServers(state, message))),
      bridge.subscribe('samples', (message) =>
        apply((state) => ({ samples: addPass(state.samples, message) })),
      ),
      bridge.subscribe('register', (message) =>
        apply((state) => ({ register: addEntry(state.register, message) })),
      ),
      bridge.subscribe('configuration', (message) => apply(() => ({ configuration: message }))),
      bridge.subscribe('alerts', (message) => apply(() => ({ alerts: message }))),
      bridge.onConnection((connected) => {
        feeds = connected;
        // The answer to the next snapshot tells whether it is the token that is not taken.
        if (!connected && store.getState().connection === 'live') lose();
        void refresh();
      }),
    ];
    void refresh();
    return () => {
      ended = true;
      clearTimeout(retry);
      for (const end of ends) end();
    };
  };

  return { ...store, follow };
}

function fromSnapshot(snapshot: Snapshot): Omit<EngineState, 'connection' | 'lostAtMs'> {
  return {
    engine: snapshot.engine,
    overview: snapshot.overview,
    servers: Object.fromEntries(snapshot.servers.map((server) => [server.name, server])),
    order: snapshot.servers.map((server) => server.name),
    configuration: snapshot.configuration,
    register: snapshot.register,
    samples: snapshot.samples,
    alerts: snapshot.alerts,
  };
}

function applyServers(state: EngineState, change: ServersChange): Partial<EngineState> {
  const servers = { ...state.servers };
  for (const name of change.removed) delete servers[name];
  for (const server of change.changed) servers[server.name] = server;
  return { overview: change.overview, servers, order: change.order };
}
