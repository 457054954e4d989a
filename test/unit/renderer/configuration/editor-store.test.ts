import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConfigurationCheck } from '#contract/configuration-text.ts';
import { isChanged } from '../../../../renderer/store/configuration/editor-state.ts';
import { createEditorStore } from '../../../../renderer/store/configuration/editor-store.ts';
import { type DraftMemory, draftMemory } from '../../../../renderer/store/configuration/kept-draft.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { snapshotOf } from '../made-up.ts';

const status = snapshotOf([]).configuration;
const FILE = '/home/servers.json';
const PLAN = { start: ['new'], stop: [], restart: [], update: [], keep: [] };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function memory(): DraftMemory {
  const kept = new Map<string, string>();
  return draftMemory({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
}

function checkOf(text: string): ConfigurationCheck {
  return { findings: [], plan: PLAN, steps: [], value: text, differs: true, masked: text };
}

/** An engine with one file. */
function engineWith(first: string) {
  const bridge = new FakeBridge();
  const file = { text: first, revision: 'r1' };
  bridge.answers.set('configuration-text', () => ({ file: FILE, format: 'jsonc', locked: null, ...file }));
  bridge.answers.set('check-configuration', ({ text }: { text: string }) => checkOf(text));
  bridge.answers.set('apply-configuration', ({ text, revision }: { text: string; revision: string }) => {
    if (revision !== file.revision) throw new Error('conflict: the file was changed meanwhile.');
    Object.assign(file, { text, revision: `${revision}+` });
    return { plan: PLAN, revision: file.revision };
  });
  return {
    bridge,
    file,
    /** Somebody else saves the file. */
    save(text: string, revision: string) {
      Object.assign(file, { text, revision });
      bridge.tell('configuration', { ...status, file: FILE, revision });
      return vi.advanceTimersByTimeAsync(0);
    },
  };
}

async function opened(first = 'old', kept = memory()) {
  const { bridge, file, save } = engineWith(first);
  const store = createEditorStore(bridge, kept);
  const close = store.open();
  await vi.advanceTimersByTimeAsync(1000);
  return { bridge, file, save, store, close };
}

test('what is typed is checked once nothing more is typed, and an answer that was overtaken is dropped', async () => {
  const { store, bridge } = await opened();
  const answers: ((check: ConfigurationCheck) => void)[] = [];
  bridge.answers.set('check-configuration', () => new Promise((resolve) => answers.push(resolve)));
  bridge.calls.length = 0;
  for (const text of ['o', 'on', 'one']) store.type(text);
  await vi.advanceTimersByTimeAsync(1000);
  expect(bridge.calls.map(({ input }) => input)).toEqual([{ text: 'one' }]);
  store.type('two');
  await vi.advanceTimersByTimeAsync(1000);
  answers[0]?.(checkOf('one'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().checkedText).toBe('old');
  answers[1]?.(checkOf('two'));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().check?.value).toBe('two');
});

test('a file that changes where nothing was typed is shown as it is', async () => {
  const { store, save } = await opened();
  await save('theirs', 'r2');
  expect(store.getState()).toMatchObject({ text: 'theirs', theirs: null, base: { revision: 'r2' } });
});

test('what was typed stays when the file changes, and cannot be applied before somebody chose', async () => {
  const { store, save, file } = await opened();
  store.type('mine');
  await save('theirs', 'r2');
  expect(store.getState()).toMatchObject({ text: 'mine', theirs: { text: 'theirs' } });
  expect(await store.apply('')).toBe(false);
  expect(file.text).toBe('theirs');
  store.keepMine();
  expect(store.getState()).toMatchObject({ text: 'mine', theirs: null, base: { text: 'theirs' } });
  expect(await store.apply('')).toBe(true);
  expect(file.text).toBe('mine');
  expect(isChanged(store.getState())).toBe(false);
});

test('a conflict that only applying finds is shown as one', async () => {
  const { store, file } = await opened();
  store.type('mine');
  Object.assign(file, { text: 'theirs', revision: 'r2' });
  expect(await store.apply('')).toBe(false);
  expect(store.getState()).toMatchObject({ text: 'mine', theirs: { text: 'theirs', revision: 'r2' } });
  store.takeTheirs();
  expect(store.getState()).toMatchObject({ text: 'theirs', theirs: null });
});

test('only a secret of the file changed, which is masked in both: what is typed is a change of the newer one', async () => {
  const { store, save } = await opened();
  store.type('mine');
  await save('old', 'r2');
  expect(store.getState()).toMatchObject({ text: 'mine', theirs: null, base: { revision: 'r2' } });
});

test('what was typed outlives a reload of the page, beside what the file has become', async () => {
  const kept = memory();
  const before = await opened('old', kept);
  before.store.type('mine');
  await vi.advanceTimersByTimeAsync(1000);
  const same = await opened('old', kept);
  expect(same.store.getState()).toMatchObject({ text: 'mine', base: { text: 'old' }, theirs: null });
  const other = await opened('theirs', kept);
  expect(other.store.getState()).toMatchObject({ text: 'mine', theirs: { text: 'theirs' } });
  other.store.discard();
  expect(kept.read()).toBeNull();
});

test('a secret that is typed and not applied is in nothing that the browser keeps', async () => {
  const kept = memory();
  const { store, bridge } = await opened('old', kept);
  bridge.answers.set('check-configuration', ({ text }: { text: string }) => ({
    ...checkOf(text),
    masked: text.startsWith('{') ? null : text.replaceAll('s3cret', '•••'),
  }));
  store.type('key s3cret');
  expect(kept.read()).toBeNull();
  await vi.advanceTimersByTimeAsync(1000);
  expect(kept.read()).toEqual({ base: 'old', text: 'key •••' });
  store.type('{ "key": s3cret');
  await vi.advanceTimersByTimeAsync(1000);
  expect(kept.read()).toEqual({ base: 'old', text: 'key •••' });
});

test('a migration takes the place of nothing that is typed, before it or while it is made', async () => {
  const { store, bridge } = await opened();
  bridge.answers.set('migrate-configuration', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { changes: ['version'], text: 'migrated', plan: PLAN };
  });
  const first = store.migrate();
  store.type('typed');
  await vi.advanceTimersByTimeAsync(1000);
  await first;
  expect(store.getState()).toMatchObject({ text: 'typed', busy: null });
  expect(store.getState().refused).toContain('meanwhile');
  const second = store.migrate();
  await vi.advanceTimersByTimeAsync(1000);
  await second;
  expect(store.getState().text).toBe('typed');
  store.discard();
  const third = store.migrate();
  await vi.advanceTimersByTimeAsync(1000);
  await third;
  expect(store.getState()).toMatchObject({ text: 'migrated', refused: null });
});

test('changes of a form are made one after the other, of the text as it is then', async () => {
  const { store, bridge } = await opened();
  bridge.answers.set(
    'edit-configuration-text',
    async ({ text, edits }: { text: string; edits: unknown[] }) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { text: `${text}${edits.map((edit) => (edit as { value: string }).value).join('')}` };
    },
  );
  const both = Promise.all([
    store.edit([{ path: ['a'], value: '+a' }]),
    store.edit([{ path: ['b'], value: '+b' }]),
  ]);
  await vi.advanceTimersByTimeAsync(5);
  store.type('typed');
  await vi.advanceTimersByTimeAsync(100);
  expect(await both).toEqual([true, true]);
  expect(store.getState().text).toBe('typed+a+b');
});

test('nothing is listened to once the screen is left', async () => {
  const { bridge, close } = await opened();
  close();
  expect(bridge.listening).toBe(0);
});
