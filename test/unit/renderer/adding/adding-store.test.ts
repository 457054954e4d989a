import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientServers, ServerDraft } from '#contract/configuration-text.ts';
import { createAddingStore } from '../../../../renderer/store/adding/adding-store.ts';
import { FakeBridge } from '../fake-bridge.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const DRAFT: ServerDraft = { name: 'notes', settings: { command: 'x' }, secrets: [], notes: [] };
const CLIENT: ClientServers = {
  client: 'cursor',
  title: 'Cursor',
  file: '/home/.cursor/mcp.json',
  problem: null,
  notes: [],
  servers: [{ ...DRAFT, here: 'new' }],
};
const SERVER = { name: 'notes', settings: { command: 'x' }, secrets: [{ name: 'key', value: 'v' }] };

/** An engine whose file somebody else may change; `calls` tells the changing ones in their order. */
function engine() {
  const bridge = new FakeBridge();
  const file = { revision: 1 };
  const calls: string[] = [];
  const findings: unknown[] = [];
  bridge.answers.set('configuration-text', () => ({
    file: '/home/servers.json',
    format: 'jsonc',
    text: '{}',
    revision: String(file.revision),
    locked: null,
  }));
  bridge.answers.set('edit-configuration-text', ({ text }: { text: string }) => ({ text: `${text} edited` }));
  bridge.answers.set('check-configuration', () => ({ findings }));
  bridge.answers.set('secrets', () => ({ secrets: [] }));
  bridge.answers.set('client-servers', () => ({ clients: [CLIENT] }));
  bridge.answers.set('set-secret', ({ name }: { name: string }) => void calls.push(`set ${name}`));
  bridge.answers.set('remove-secret', ({ name }: { name: string }) => void calls.push(`remove ${name}`));
  bridge.answers.set('apply-configuration', ({ text, revision }: { text: string; revision: string }) => {
    calls.push(`apply ${text}`);
    if (revision !== String(file.revision)) throw new Error('conflict: the file was changed meanwhile');
    return {};
  });
  return { bridge, file, calls, findings };
}

test('what is pasted is read once nothing more comes, and an answer that was overtaken is dropped', async () => {
  const { bridge } = engine();
  const read = vi.fn(({ text }: { text: string }) => {
    if (text === 'bad') throw new Error('bad-input: a quote is never closed');
    return { servers: [{ ...DRAFT, name: text }] };
  });
  bridge.answers.set('read-snippet', read);
  const store = createAddingStore(bridge);
  store.paste('n');
  store.paste('notes');
  await vi.advanceTimersByTimeAsync(1000);
  expect(read).toHaveBeenCalledTimes(1);
  expect(store.getState()).toMatchObject({ drafts: [{ name: 'notes' }], snippetProblem: null });
  store.paste('bad');
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState()).toMatchObject({ drafts: [], snippetProblem: 'a quote is never closed' });
  store.paste('slow');
  store.paste('');
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState()).toMatchObject({ drafts: [], snippetProblem: null });
});

test('a server is saved with its secrets kept first; what somebody else saved meanwhile is no hindrance', async () => {
  const { bridge, file, calls } = engine();
  let isFirst = true;
  bridge.answers.set('check-configuration', () => {
    if (isFirst) file.revision += 1;
    isFirst = false;
    return { findings: [] };
  });
  const store = createAddingStore(bridge);
  expect(await store.save(SERVER)).toBe(true);
  expect(calls).toEqual(['set key', 'apply {} edited', 'remove key', 'set key', 'apply {} edited']);
  expect(store.getState()).toMatchObject({ busy: null, refused: null, added: { names: ['notes'] } });
});

test('what is wrong with it is told at its field, and nothing is changed', async () => {
  const { bridge, calls, findings } = engine();
  const place = { severity: 'error', file: 'f', line: 3, column: 1 };
  findings.push({ ...place, key: 'mcpServers.notes.args.0', message: 'must be a text' });
  const store = createAddingStore(bridge);
  expect(await store.save(SERVER)).toBe(false);
  expect([...store.getState().faults]).toEqual([['args', 'must be a text']]);
  findings.splice(0, 1, { ...place, key: 'monitoring', message: 'must be an object' });
  expect(await store.save(SERVER)).toBe(false);
  expect(store.getState().refused).toBe('The file has a fault elsewhere, in line 3: must be an object');
  expect(calls).toEqual([]);
});

test('what could not be tried is said, and an answer that comes after the dialog was closed is nobody’s', async () => {
  const { bridge } = engine();
  bridge.answers.set('try-server', () => {
    throw new Error('server-unavailable: 2 servers are being tried already');
  });
  const store = createAddingStore(bridge);
  await store.tryOut({ name: 'notes', settings: {} });
  expect(store.getState().trial).toEqual({
    of: 'notes',
    result: null,
    problem: '2 servers are being tried already',
  });
  const trying = store.tryOut({ name: 'notes', settings: {} });
  store.reset();
  await trying;
  expect(store.getState().trial).toBeNull();
});

test.each([
  ['who has only just begun', [{ action: 'first' }], 1],
  ['who has changed something', [{ action: 'edit' }, { action: 'first' }], 0],
])('what AI clients have is offered or not to somebody %s', async (_, changes, count) => {
  const { bridge } = engine();
  bridge.answers.set('configuration-history', () => ({ changes }));
  const store = createAddingStore(bridge);
  await store.lookForOffer();
  expect(store.getState().offer).toHaveLength(count);
});

test('servers of several files are taken over, and where one is refused what was done before is told', async () => {
  const { bridge } = engine();
  bridge.answers.set('import-servers', ({ file }: { file: string }) => {
    if (file === 'b') throw new Error('not-found: there is no file b');
    return { added: ['one'], skipped: [{ name: 'two', why: 'it is configured here just so' }] };
  });
  const store = createAddingStore(bridge);
  expect(await store.importFrom([{ file: 'a' }, { file: 'b' }])).toBe(false);
  expect(store.getState()).toMatchObject({
    refused: 'there is no file b',
    added: { names: ['one'], skipped: [{ name: 'two' }] },
  });
});
