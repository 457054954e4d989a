import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { TextEdit } from '#contract/configuration-status.ts';
import type { ConfigurationCheck } from '#contract/configuration-text.ts';
import { problemOf } from '../problem.ts';
import { appliedWords } from './applied-words.ts';
import { checkLoop } from './check-loop.ts';
import { type EditorBusy, type EditorState, EMPTY, type FileText, isChanged } from './editor-state.ts';
import type { DraftMemory } from './kept-draft.ts';

export interface EditorStore extends StoreApi<EditorState> {
  /** Reads the file, and again whenever it changes, until the returned function is called. */
  open(): () => void;
  /** What somebody typed. */
  type(text: string): void;
  /** A change of a form or a button, made to the text. True when it was made. None of these rejects. */
  edit(edits: readonly TextEdit[]): Promise<boolean>;
  layOut(): Promise<void>;
  /** Resolves when every change of a form that was begun is in the text. */
  settled(): Promise<void>;
  /** Makes the text the file. True when it is. */
  apply(why: string): Promise<boolean>;
  discard(): void;
  /** Lets what is typed here go for what somebody else wrote. */
  takeTheirs(): void;
  /** What is typed here stays, and is a change of what somebody else wrote from now on. */
  keepMine(): void;
  /** Puts the text at a path into the secret store; the text must be that of the file. */
  moveSecret(path: TextEdit['path'], name: string): Promise<boolean>;
  /** Puts a typed text, which no file has yet, into the secret store, and a reference in its place in the text. */
  storeTyped(path: TextEdit['path'], name: string, value: string): Promise<boolean>;
  /** Gives a secret, or an input, its value. */
  setSecret(name: string, value: string, input: boolean): Promise<boolean>;
  /** Gives a server that fails since a change the settings of before. */
  rollBack(server: string): Promise<boolean>;
  /** The change stays. */
  keepChange(server: string): Promise<boolean>;
  /** Puts the file's text as it would be in today's form into the editor. */
  migrate(): Promise<void>;
}

const MOST_TRIES = 5;

/** The one document that the text and the form show, and what it would do. */
export function createEditorStore(bridge: Bridge, memory: DraftMemory, waitMs = 250): EditorStore {
  const store = createStore<EditorState>(() => EMPTY);
  const { getState, setState } = store;
  let opened = 0;
  let reading = 0;

  const loop = checkLoop<ConfigurationCheck>({
    check: (text) => bridge.call('check-configuration', { text }),
    onAnswer: (checkedText, check) => {
      setState({ checkedText, check, problem: null });
      keep(checkedText, check.masked);
    },
    onProblem: (_text, error) => setState({ problem: problemOf(error).message }),
    waitMs,
  });

  /** As the engine masks it, once it has answered: a typed secret stands in no storage of the browser. */
  const keep = (checkedText: string, masked: string | null): void => {
    const now = getState();
    if (masked === null || !isChanged(now) || now.text !== checkedText) return;
    memory.write(masked === now.base.text ? null : { base: now.base.text, text: masked });
  };

  const put = (change: Partial<EditorState>): void => {
    const before = getState();
    setState(change);
    const now = getState();
    if (!isChanged(now)) memory.write(null);
    if (now.text !== before.text || now.base !== before.base) loop.want(now.text);
  };

  /** What the file says now, put beside what is typed. */
  const takeIn = (now: FileText, isFirst: boolean): void => {
    const { base, text, theirs } = getState();
    if (isFirst) {
      const kept = memory.read();
      if (kept === null || kept.text === now.text) put({ base: now, text: now.text });
      else if (kept.base === now.text) put({ base: now, text: kept.text });
      else put({ base: { text: kept.base, revision: null }, text: kept.text, theirs: now });
    } else if (text === base.text || text === now.text) {
      // What was told of the last thing done here is not of what somebody else did since.
      const isTheirs = now.text !== base.text && now.text !== text;
      put({ base: now, text: now.text, theirs: null, ...(isTheirs ? { done: null, refused: null } : {}) });
    } else if (now.text === base.text) put({ base: now, theirs: null });
    else if (theirs?.text !== now.text || theirs.revision !== now.revision) put({ theirs: now });
  };

  const read = async (): Promise<void> => {
    reading += 1;
    const mine = reading;
    try {
      const { file, format, locked, text, revision } = await bridge.call('configuration-text', {});
      if (mine !== reading) return;
      const isFirst = getState().file === null;
      setState({ file, format, locked, problem: null });
      takeIn({ text, revision }, isFirst);
      if (getState().checkedText === null) loop.wantNow(getState().text);
    } catch (error) {
      if (mine === reading) setState({ problem: problemOf(error).message });
    }
  };

  /** One thing at a time. */
  const attempt = async (busy: EditorBusy, call: () => Promise<string | null>): Promise<boolean> => {
    if (getState().busy !== null) return false;
    setState({ busy, refused: null, done: null });
    try {
      const done = await call();
      setState({ busy: null, done });
      return true;
    } catch (error) {
      const { code, message } = problemOf(error);
      setState({ busy: null, refused: message });
      if (code === 'conflict') await read();
      return false;
    }
  };

  /** Changes of a form come as fast as somebody types: one after the other, none is refused. */
  let edits: Promise<unknown> = Promise.resolve();

  /** A text that is made from the text as it stands; where that is changed meanwhile, from the newer one. */
  const changeText = (
    busy: EditorBusy,
    make: (text: string) => Promise<{ readonly text: string }>,
  ): Promise<boolean> => {
    const change = async (): Promise<boolean> => {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const before = getState().text;
        let isLost = false;
        const done = await attempt(busy, async () => {
          const { text } = await make(before);
          isLost = getState().text !== before;
          if (isLost) return null;
          put({ text });
          loop.wantNow(text);
          return null;
        });
        if (!done || !isLost) return done;
      }
      setState({ refused: 'The text is being changed all the time: try it again.' });
      return false;
    };
    const next = edits.then(change);
    edits = next;
    return next;
  };

  const edit = (wanted: readonly TextEdit[]): Promise<boolean> =>
    changeText('edit', (text) => bridge.call('edit-configuration-text', { text, edits: [...wanted] }));

  return {
    ...store,
    open() {
      opened += 1;
      const mine = opened;
      const ends = [
        bridge.subscribe('configuration', ({ revision, file }) => {
          const state = getState();
          const isKnown = revision !== null && revision === (state.theirs ?? state.base).revision;
          if (!isKnown || file !== state.file) void read();
          // The same text may do something else by now.
          else loop.want(state.text);
        }),
        bridge.onConnection((connected) => {
          if (connected) void read();
        }),
      ];
      void read();
      return () => {
        for (const end of ends) end();
        if (mine === opened) reading += 1;
      };
    },
    type: (text) => put({ text, refused: null, done: null }),
    edit,
    async layOut() {
      await changeText('format', (text) => bridge.call('format-configuration', { text }));
    },
    async settled() {
      await edits;
    },
    async apply(why) {
      const { text, base } = getState();
      const reason = why.trim();
      return attempt('apply', async () => {
        const { plan, revision } = await bridge.call('apply-configuration', {
          text,
          revision: base.revision,
          ...(reason === '' ? {} : { reason }),
        });
        put({ base: { text, revision }, theirs: null });
        await read();
        return appliedWords(plan);
      });
    },
    discard() {
      const { base, theirs } = getState();
      const now = theirs ?? base;
      put({ base: now, text: now.text, theirs: null, refused: null, done: null });
    },
    takeTheirs() {
      const { theirs } = getState();
      if (theirs !== null) put({ base: theirs, text: theirs.text, theirs: null, refused: null });
    },
    keepMine() {
      const { theirs } = getState();
      if (theirs !== null) put({ base: theirs, theirs: null, refused: null });
    },
    moveSecret: (path, name) =>
      attempt('mend', async () => {
        const { base } = getState();
        const { still_in } = await bridge.call('move-secret', { path, name, revision: base.revision });
        await read();
        const kept = `Kept as the secret ${name}; the file names it.`;
        return still_in.length === 0
          ? kept
          : `${kept} Earlier versions still have it as plain text; remove ${still_in.join(', ')}.`;
      }),
    storeTyped: async (path, name, value) => {
      const kept = await attempt('mend', async () => {
        await bridge.call('set-secret', { name, value });
        return `Kept as the secret ${name}; the text names it.`;
      });
      return kept && edit([{ path, value: `\${secret:${name}}` }]);
    },
    setSecret: (name, value, input) =>
      attempt('mend', async () => {
        await bridge.call('set-secret', { name, value, input });
        loop.wantNow(getState().text);
        return `${name} has its value.`;
      }),
    rollBack: (server) =>
      attempt('apply', async () => {
        await bridge.call('rollback-server', { server });
        await read();
        return `${server} has the settings of before.`;
      }),
    keepChange: (server) =>
      attempt('apply', async () => {
        await bridge.call('dismiss-rollback', { server });
        return null;
      }),
    async migrate() {
      const { text: before } = getState();
      await attempt('migrate', async () => {
        // It is made from the file: what is typed is not in it.
        if (isChanged(getState())) throw new Error('Apply or discard what is changed here first.');
        const { text } = await bridge.call('migrate-configuration', { dry_run: true });
        if (getState().text !== before)
          throw new Error('The text was changed meanwhile: apply or discard that first.');
        put({ text });
        loop.wantNow(text);
        return null;
      });
    },
  };
}
