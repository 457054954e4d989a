import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { ServerCommand } from '#contract/possible-commands.ts';
import { problemOf } from './problem.ts';

/** A refused command, shown until its reader puts it away. */
export interface Refusal {
  readonly id: number;
  readonly title: string;
  readonly message: string;
}

export interface CommandsState {
  /** The command that is on its way, by server name. */
  readonly pending: ReadonlyMap<string, ServerCommand>;
  /** Newest last, at most three. */
  readonly refusals: readonly Refusal[];
}

export interface CommandsStore extends StoreApi<CommandsState> {
  /** Never rejects: a refusal is put into `refusals`. Names that already have a command on its way are left out. */
  run(command: ServerCommand, names: readonly string[]): Promise<void>;
  /** Ends what holds the server's port, then starts it. Never rejects: a refusal is put into `refusals`. */
  freePort(name: string): Promise<void>;
  /** Shows a refusal of something else that a screen asked for. */
  refuse(title: string, message: string): void;
  dismiss(id: number): void;
}

const MOST_REFUSALS = 3;

/** Commands to servers: what is on its way, and what was refused. */
export function createCommandsStore(bridge: Bridge): CommandsStore {
  const store = createStore<CommandsState>(() => ({ pending: new Map(), refusals: [] }));
  let lastId = 0;

  const refuse = (title: string, message: string): void => {
    lastId += 1;
    const refusal = { id: lastId, title, message };
    store.setState((state) => ({ refusals: [...state.refusals, refusal].slice(-MOST_REFUSALS) }));
  };

  return {
    ...store,
    async run(command, names) {
      const free = names.filter((name) => !store.getState().pending.has(name));
      if (free.length === 0) return;
      store.setState((state) => ({ pending: withNames(state.pending, free, command) }));
      try {
        await bridge.call(command, { names: free });
      } catch (error) {
        refuse(
          `Can’t ${command} ${free.length === 1 ? free[0] : `${free.length} servers`}`,
          problemOf(error).message,
        );
      } finally {
        store.setState((state) => ({ pending: withoutNames(state.pending, free) }));
      }
    },
    async freePort(name) {
      try {
        await bridge.call('free-port', { name });
      } catch (error) {
        refuse(`Can’t free the port of ${name}`, problemOf(error).message);
      }
    },
    refuse,
    dismiss(id) {
      store.setState((state) => ({ refusals: state.refusals.filter((refusal) => refusal.id !== id) }));
    },
  };
}

type Pending = CommandsState['pending'];

function withNames(pending: Pending, names: readonly string[], command: ServerCommand): Pending {
  return new Map([...pending, ...names.map((name) => [name, command] as const)]);
}

function withoutNames(pending: Pending, names: readonly string[]): Pending {
  return new Map([...pending].filter(([name]) => !names.includes(name)));
}
