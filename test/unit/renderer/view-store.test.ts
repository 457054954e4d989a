import { expect, test } from 'vitest';
import { takeAccessToken } from '../../../renderer/store/access-token.ts';
import { createViewStore } from '../../../renderer/store/view-store.ts';

function storage(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
  };
}

test('choices are there again on the next visit', () => {
  const place = storage();
  createViewStore(place).setState({ screen: 'logs', theme: 'light', wrapLogs: true, openServer: 'memory' });
  expect(createViewStore(place).getState()).toMatchObject({
    screen: 'logs',
    theme: 'light',
    wrapLogs: true,
    openServer: 'memory',
  });
});

test('the order of the servers is kept, and one by a column that is not there is dropped', () => {
  const place = storage();
  createViewStore(place).setState({ serverOrder: { column: 'cpu', descending: true } });
  expect(createViewStore(place).getState().serverOrder).toEqual({ column: 'cpu', descending: true });
  for (const kept of ['{"column":"elsewhere","descending":true}', '"cpu"', '7', 'null', '[]']) {
    const store = createViewStore(storage({ 'signalbox.view': `{"serverOrder":${kept}}` }));
    expect(store.getState().serverOrder).toBeNull();
  }
});

test('a comparison and the range of its charts are there again on the next visit', () => {
  const place = storage();
  createViewStore(place).setState({ screen: 'compare', server: 'memory', other: 'github', range: '30d' });
  expect(createViewStore(place).getState()).toMatchObject({
    screen: 'compare',
    server: 'memory',
    other: 'github',
    range: '30d',
  });
});

test.each([
  '{',
  'null',
  '[]',
  '{"screen":"elsewhere","theme":7,"openServer":{},"range":"2 weeks"}',
  '{"screen":"server"}',
  '{"screen":"compare","server":"memory"}',
])('what can’t be read counts as not chosen: %s', (kept) => {
  expect(createViewStore(storage({ 'signalbox.view': kept })).getState()).toEqual({
    screen: 'dashboard',
    theme: 'system',
    server: null,
    serverTab: 'overview',
    other: null,
    range: '15m',
    openServer: null,
    onlyAttention: false,
    serverOrder: null,
    wrapLogs: false,
    trafficTab: 'requests',
    alertsTab: 'now',
    alert: null,
    incident: null,
    configurationTab: 'edit',
    editorSides: 'both',
    editedServer: null,
    isAdding: false,
    addingWay: 'paste',
    isOfferDeclined: false,
  });
});

test('the token is taken out of the address bar and kept for a reload', () => {
  const urls: string[] = [];
  const history = { replaceState: (_data: null, _unused: string, url: string) => void urls.push(url) };
  const place = storage();
  const at = (hash: string) => ({ location: { hash, pathname: '/', search: '' }, history, storage: place });
  expect(takeAccessToken(at(''))).toBeNull();
  expect(takeAccessToken(at('#token=abc&show=logs&server=memory'))).toBe('abc');
  expect(urls).toEqual(['/#show=logs&server=memory']);
  expect(takeAccessToken(at(''))).toBe('abc');
});
