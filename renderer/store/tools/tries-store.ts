import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { RequestAnswer } from '#contract/request.ts';
import { type CallProblem, problemOf } from '../problem.ts';

/** One call of a tool by hand. */
export interface ToolTry {
  readonly id: number;
  readonly server: string;
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  readonly startedMs: number;
  /** Null while it is on its way. */
  readonly outcome:
    | { readonly kind: 'answered'; readonly answer: RequestAnswer }
    | { readonly kind: 'refused'; readonly problem: CallProblem; readonly ms: number }
    | null;
}

export interface TriesState {
  /** Newest first, of all servers; gone with the page. */
  readonly tries: readonly ToolTry[];
}

export interface TriesStore extends StoreApi<TriesState> {
  /** Calls a tool; the try is there at once, its outcome when it comes. Never rejects. */
  start(call: Pick<ToolTry, 'server' | 'tool' | 'arguments'>): Promise<void>;
}

export const KEPT_TRIES = 10;
/** Within what the window itself waits for a command. */
const TRY_TIMEOUT_MS = 140_000;

/** Tools that were tried by hand. */
export function createTriesStore(bridge: Bridge, now: () => number = Date.now): TriesStore {
  const store = createStore<TriesState>(() => ({ tries: [] }));
  let lastId = 0;

  const settle = (id: number, outcome: ToolTry['outcome']): void => {
    store.setState(({ tries }) => ({
      tries: tries.map((one) => (one.id === id ? { ...one, outcome } : one)),
    }));
  };

  return {
    ...store,
    async start({ server, tool, arguments: given }) {
      lastId += 1;
      const id = lastId;
      const startedMs = now();
      const begun: ToolTry = { id, server, tool, arguments: given, startedMs, outcome: null };
      store.setState(({ tries }) => ({ tries: [begun, ...tries].slice(0, KEPT_TRIES) }));
      try {
        const answer = await bridge.call('request', {
          server,
          method: 'tools/call',
          params: { name: tool, arguments: given },
          timeout_ms: TRY_TIMEOUT_MS,
        });
        settle(id, { kind: 'answered', answer });
      } catch (error) {
        settle(id, { kind: 'refused', problem: problemOf(error), ms: now() - startedMs });
      }
    },
  };
}
