import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { ToolList } from '#contract/tool.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface ToolsState {
  /** Of the server whose tools are shown; null until the first answer. */
  readonly list: ToolList | null;
  /** Tools whose switch is on its way. */
  readonly switching: ReadonlySet<string>;
  readonly problem: string | null;
  /** Why the switch of a tool was refused, by tool. */
  readonly refused: ReadonlyMap<string, string>;
}

export interface ToolsStore extends StoreApi<ToolsState> {
  /** Lists one server's tools until the returned function is called. */
  open(server: string): () => void;
  /** Switches a tool of the server that is open for all clients. Never rejects: a refusal is put into `refused`. */
  switchTool(tool: string, enabled: boolean): Promise<void>;
}

const EMPTY: ToolsState = { list: null, switching: new Set(), problem: null, refused: new Map() };

/** The tools of one server, with their switches. */
export function createToolsStore(bridge: Bridge): ToolsStore {
  const store = createStore<ToolsState>(() => EMPTY);
  let opening = 0;
  let opened = '';

  return {
    ...store,
    open(server) {
      opening += 1;
      const mine = opening;
      opened = server;
      store.setState(EMPTY);
      const question = askAgain({
        async ask() {
          try {
            const list = await bridge.call('tools', { server });
            if (mine === opening) store.setState({ list, problem: null });
          } catch (error) {
            if (mine !== opening) return;
            const { code, message } = problemOf(error);
            store.setState({ problem: message });
            // One that is not in the configuration comes back by an edit, which a topic tells.
            if (code !== 'unknown-server') throw error;
          }
        },
      });
      const ends = [
        bridge.subscribe('servers', ({ changed }) => {
          if (
            changed.some(
              ({ name, tools }) => name === server && tools !== store.getState().list?.tools.length,
            )
          )
            question.want();
        }),
        bridge.subscribe('register', (entry) => {
          if (entry.server === server) question.want();
        }),
        bridge.subscribe('configuration', () => question.want()),
        bridge.onConnection((connected) => {
          if (connected) question.want();
        }),
      ];
      question.want();
      return () => {
        question.end();
        for (const end of ends) end();
        if (mine !== opening) return;
        opening += 1;
        store.setState(EMPTY);
      };
    },
    async switchTool(tool, enabled) {
      if (store.getState().switching.has(tool)) return;
      const mine = opening;
      store.setState(({ switching, refused }) => ({
        switching: new Set([...switching, tool]),
        refused: new Map([...refused].filter(([name]) => name !== tool)),
      }));
      let outcome: Partial<ToolsState> = {};
      try {
        outcome = { list: await bridge.call('switch-tool', { server: opened, tool, enabled }) };
      } catch (error) {
        outcome = { refused: new Map([...store.getState().refused, [tool, problemOf(error).message]]) };
      }
      if (mine !== opening) return;
      store.setState(({ switching }) => ({
        ...outcome,
        switching: new Set([...switching].filter((name) => name !== tool)),
      }));
    },
  };
}
