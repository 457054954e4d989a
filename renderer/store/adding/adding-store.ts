import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { Input } from '#contract/channels.ts';
import type { ClientServers, ServerDraft, ServerTrial } from '#contract/configuration-text.ts';
import { checkLoop } from '../configuration/check-loop.ts';
import { problemOf } from '../problem.ts';
import { type NewServer, saveServer } from './save-server.ts';

/** A test start; `of` names what is tried. */
export interface Trial {
  readonly of: string;
  /** Null while it goes on, or where it could not be asked for. */
  readonly result: ServerTrial | null;
  readonly problem: string | null;
}

/** What came of adding. */
export interface Added {
  readonly names: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

export interface AddingState {
  readonly snippet: string;
  /** Of the snippet as it was read last. */
  readonly drafts: readonly ServerDraft[];
  readonly snippetProblem: string | null;
  /** Null before the first answer. */
  readonly clients: readonly ClientServers[] | null;
  readonly clientsProblem: string | null;
  /** Names in the secret store; a new secret gets another. */
  readonly secretNames: ReadonlySet<string>;
  readonly trial: Trial | null;
  readonly busy: 'save' | 'import' | null;
  /** Why the last thing was refused, until the next. */
  readonly refused: string | null;
  /** What is wrong with the server that was to be saved, by its key, such as `args`. */
  readonly faults: ReadonlyMap<string, string>;
  readonly added: Added | null;
  /** What AI clients have that is not here, while nobody has changed the first file yet; empty before that is known. */
  readonly offer: readonly ClientServers[];
}

export interface AddingStore extends StoreApi<AddingState> {
  /** Asks what AI clients have, and which secrets there are. None of these rejects. */
  open(): void;
  /** Looks whether there is something to offer to somebody who has only just begun. */
  lookForOffer(): Promise<void>;
  /** Forgets all that was typed and tried. */
  reset(): void;
  /** What somebody pasted or types; it is read as soon as nothing more comes. */
  paste(text: string): void;
  /** A draft that was saved is done with; the snippet too, when none is left. */
  dropDraft(name: string): void;
  /** Forgets what was said of the last thing, but for a test start that goes on. */
  turnAway(): void;
  tryOut(input: Input<'try-server'>): Promise<void>;
  /** True when it is in the file. */
  save(server: NewServer): Promise<boolean>;
  /** Takes servers over from files of AI clients; true when all that was asked for is answered. */
  importFrom(requests: readonly Input<'import-servers'>[]): Promise<boolean>;
}

const EMPTY: AddingState = {
  snippet: '',
  drafts: [],
  snippetProblem: null,
  clients: null,
  clientsProblem: null,
  secretNames: new Set(),
  trial: null,
  busy: null,
  refused: null,
  faults: new Map(),
  added: null,
  offer: [],
};

/** What the dialog that adds servers knows and does. */
export function createAddingStore(bridge: Bridge, waitMs = 200): AddingStore {
  const store = createStore<AddingState>(() => EMPTY);
  const { getState, setState } = store;
  let visit = 0;

  const loop = checkLoop({
    check: (text) => bridge.call('read-snippet', { text }),
    onAnswer(text, { servers }) {
      if (text === getState().snippet) setState({ drafts: servers, snippetProblem: null });
    },
    onProblem(text, error) {
      if (text === getState().snippet) setState({ drafts: [], snippetProblem: problemOf(error).message });
    },
    waitMs,
  });

  const ask = async (): Promise<void> => {
    const mine = visit;
    const [clients, secrets] = await Promise.allSettled([
      bridge.call('client-servers', {}),
      bridge.call('secrets', {}),
    ]);
    if (mine !== visit) return;
    if (clients.status === 'fulfilled') setState({ clients: clients.value.clients, clientsProblem: null });
    else setState({ clientsProblem: problemOf(clients.reason).message });
    // Without them a name may turn out to be taken, which is then said.
    if (secrets.status === 'fulfilled')
      setState({ secretNames: new Set(secrets.value.secrets.map(({ name }) => name)) });
  };

  return {
    ...store,
    open() {
      void ask();
    },
    async lookForOffer() {
      try {
        const { changes } = await bridge.call('configuration-history', { limit: 2 });
        if (changes.length > 1 || changes.some(({ action }) => action !== 'first')) {
          setState({ offer: [] });
          return;
        }
        const { clients } = await bridge.call('client-servers', {});
        setState({ offer: clients.filter(({ servers }) => servers.some(({ here }) => here === 'new')) });
      } catch {
        // An offer that can't be made is none.
        setState({ offer: [] });
      }
    },
    reset() {
      visit += 1;
      const { clients, offer } = getState();
      setState({ ...EMPTY, clients, offer });
    },
    paste(snippet) {
      setState({ snippet, added: null });
      if (snippet.trim() === '') setState({ drafts: [], snippetProblem: null });
      else loop.want(snippet);
    },
    dropDraft(name) {
      const drafts = getState().drafts.filter((draft) => draft.name !== name);
      setState({ drafts, ...(drafts.length === 0 ? { snippet: '' } : {}) });
    },
    turnAway() {
      const { trial } = getState();
      const isOn = trial !== null && trial.result === null && trial.problem === null;
      setState({ refused: null, faults: new Map(), added: null, ...(isOn ? {} : { trial: null }) });
    },
    async tryOut(input) {
      if (getState().trial?.result === null && getState().trial?.problem === null) return;
      const mine = visit;
      const of = input.name;
      setState({ trial: { of, result: null, problem: null } });
      const trial = await bridge.call('try-server', input).then(
        (result): Trial => ({ of, result, problem: null }),
        (error: unknown): Trial => ({ of, result: null, problem: problemOf(error).message }),
      );
      if (mine === visit) setState({ trial });
    },
    async save(server) {
      if (getState().busy !== null) return false;
      setState({ busy: 'save', refused: null, faults: new Map() });
      try {
        const faults = await saveServer(bridge, server);
        if (faults.size > 0) {
          const other = faults.get('') ?? null;
          setState({ busy: null, faults, refused: other });
          return false;
        }
        setState({ busy: null, trial: null, added: { names: [server.name], skipped: [] } });
        void ask();
        return true;
      } catch (error) {
        setState({ busy: null, refused: problemOf(error).message });
        return false;
      }
    },
    async importFrom(requests) {
      if (getState().busy !== null) return false;
      setState({ busy: 'import', refused: null });
      const names: string[] = [];
      const skipped: { name: string; why: string }[] = [];
      let refused: string | null = null;
      for (const request of requests) {
        try {
          const result = await bridge.call('import-servers', request);
          names.push(...result.added);
          skipped.push(...result.skipped);
        } catch (error) {
          refused = problemOf(error).message;
          break;
        }
      }
      const hasAny = names.length + skipped.length > 0;
      setState({ busy: null, refused, ...(hasAny ? { added: { names, skipped } } : {}) });
      void ask();
      return refused === null;
    },
  };
}
