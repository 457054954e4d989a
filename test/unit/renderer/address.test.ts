import { expect, test } from 'vitest';
import { placeHash, readPlace, serverHash } from '../../../renderer/store/place.ts';
import type { Stores } from '../../../renderer/store/stores.ts';
import { createViewStore } from '../../../renderer/store/view-store.ts';
import { followAddress, goBack, visitDashboard, visitServer } from '../../../renderer/store/visits.ts';

/** A page with an address bar and a history of its own. */
class FakePage {
  entries: { hash: string; state: unknown }[];
  at = 0;
  reloads = 0;
  #listener = (): void => {};

  constructor(hash: string, state: unknown = null) {
    this.entries = [{ hash, state }];
  }

  get #entry() {
    return this.entries[this.at] ?? { hash: '', state: null };
  }

  readonly location = Object.defineProperty(
    {
      reload: () => {
        this.reloads += 1;
      },
    } as Location,
    'hash',
    { get: () => this.#entry.hash },
  );

  readonly history = Object.defineProperty(
    {
      pushState: (state: unknown, _unused: string, hash?: string | URL | null) => {
        this.entries = [...this.entries.slice(0, this.at + 1), { hash: String(hash), state }];
        this.at += 1;
      },
      replaceState: (state: unknown, _unused: string, hash?: string | URL | null) => {
        this.entries[this.at] = { hash: String(hash), state };
      },
      back: () => this.go(-1),
    } as History,
    'state',
    { get: () => this.#entry.state },
  );

  addEventListener(_type: 'hashchange', listener: () => void): void {
    this.#listener = listener;
  }

  go(step: number): void {
    this.at += step;
    this.#listener();
  }

  /** As a click on a link, or what the tray loads. */
  follow(hash: string): void {
    this.history.pushState(null, '', hash);
    this.#listener();
  }
}

function open(hash: string, kept: string | null = null, state: unknown = null) {
  const page = new FakePage(hash, state);
  const view = createViewStore({ getItem: () => kept, setItem() {} });
  const chosen: unknown[] = [];
  const logs = { choose: (choice: unknown) => chosen.push(choice), setFollowing() {} };
  const stores = { view, logs: logs as unknown as Stores['logs'] };
  followAddress(page, stores);
  const place = () => {
    const { screen, server, serverTab } = view.getState();
    return { screen, server, serverTab };
  };
  return { page, view, stores, place, chosen };
}

test.each([
  ['#/', { screen: 'dashboard', server: null, serverTab: 'overview' }],
  ['#/traffic', { screen: 'traffic', server: null, serverTab: 'overview' }],
  ['#/server/memory/tools', { screen: 'server', server: 'memory', serverTab: 'tools' }],
  ['#/logs', { screen: 'logs', server: null, serverTab: 'overview' }],
  ['#/server/memory', { screen: 'server', server: 'memory', serverTab: 'overview' }],
  ['#/server/a%20b/configuration', { screen: 'server', server: 'a b', serverTab: 'configuration' }],
  ['#/compare/memory/a%2Fb', { screen: 'compare', server: 'memory', serverTab: 'overview', other: 'a/b' }],
  ['#/alerts', { screen: 'alerts', server: null, serverTab: 'overview', alertsTab: 'now', incident: null }],
  [
    '#/alerts/silences',
    { screen: 'alerts', server: null, serverTab: 'overview', alertsTab: 'silences', incident: null },
  ],
  [
    '#/alerts/incidents/12',
    { screen: 'alerts', server: null, serverTab: 'overview', alertsTab: 'incidents', incident: 12 },
  ],
] as const)('the place %s is read as it is written', (hash, place) => {
  expect(readPlace(hash)).toEqual(place);
  expect(placeHash(place)).toBe(hash);
});

test.each(['', '#', '#token=abc', '#/server', '#/server/', '#/server/%', '#/compare/a', '#/elsewhere'])(
  '%j is no place',
  (hash) => {
    expect(readPlace(hash)).toBeNull();
  },
);

test('a reload stays on the server’s page and its tab', () => {
  const { place } = open('#/server/memory/configuration');
  expect(place()).toEqual({ screen: 'server', server: 'memory', serverTab: 'configuration' });
});

test('without a place in the address the window opens where it was left', () => {
  const kept = JSON.stringify({ screen: 'server', server: 'memory' });
  const { page, place } = open('', kept);
  expect(place()).toMatchObject({ screen: 'server', server: 'memory' });
  expect(page.location.hash).toBe('#/server/memory');
});

test('what the tray and notifications open becomes a place of its own', () => {
  const { page, place, chosen } = open('#show=server&server=memory');
  expect(place()).toMatchObject({ screen: 'server', server: 'memory' });
  expect(page.location.hash).toBe('#/server/memory');
  page.follow('#show=logs&server=memory');
  expect(place().screen).toBe('logs');
  expect(chosen).toMatchObject([{ servers: ['memory'] }]);
  // Each visit is one place to come back from.
  expect(page.entries.map(({ hash }) => hash)).toEqual(['#/server/memory', '#/logs']);
});

test('a notification opens its alert, whatever part of the screen was shown before', () => {
  const { page, view } = open('#/alerts/history');
  page.follow('#show=alert&alert=a-7');
  expect(view.getState()).toMatchObject({ screen: 'alerts', alertsTab: 'now', alert: 'a-7' });
  expect(page.location.hash).toBe('#/alerts');
});

test('a notification about several servers opens what is open now', () => {
  const { page, view } = open('#/alerts/history');
  page.follow('#show=alerts');
  expect(view.getState()).toMatchObject({ screen: 'alerts', alertsTab: 'now' });
});

test('an address that names a part which is not there leads to what is open now', () => {
  expect(readPlace('#/alerts/elsewhere')).toMatchObject({ alertsTab: 'now', incident: null });
  expect(readPlace('#/alerts/incidents/x')).toMatchObject({ alertsTab: 'incidents', incident: null });
  expect(readPlace('#/alerts/history/12')).toMatchObject({ alertsTab: 'history', incident: null });
});

test('back and forward go through the places', () => {
  const { page, stores, place } = open('#/');
  visitServer(stores, 'a');
  visitServer(stores, 'b');
  expect(page.entries.map(({ hash }) => hash)).toEqual(['#/', '#/server/a', '#/server/b']);
  page.go(-1);
  expect(place()).toMatchObject({ screen: 'server', server: 'a' });
  page.go(-1);
  expect(place().screen).toBe('dashboard');
  page.go(2);
  expect(place()).toMatchObject({ screen: 'server', server: 'b' });
  expect(page.entries).toHaveLength(3);
});

test('“back” returns to where a link was followed, and to the dashboard from where the window was opened', () => {
  const { page, stores, place } = open('#/logs');
  page.follow(serverHash('memory'));
  goBack(page, stores);
  expect(place().screen).toBe('logs');
  const direct = open('#/server/memory');
  goBack(direct.page, direct.stores);
  expect(direct.place().screen).toBe('dashboard');
  expect(direct.page.at).toBe(1);
});

test('after a reload “back” still knows that there is something before', () => {
  const { page, stores } = open('#/server/memory', null, { depth: 2 });
  page.entries.unshift({ hash: '#/logs', state: { depth: 1 } });
  page.at = 1;
  goBack(page, stores);
  expect(page.location.hash).toBe('#/logs');
});

test('the dashboard remembers whose page was left for it', () => {
  const { page, stores, place } = open('#/server/memory');
  visitDashboard(stores);
  expect(place()).toMatchObject({ screen: 'dashboard', server: 'memory' });
  page.follow('#/server/other');
  page.follow('#/');
  expect(place()).toMatchObject({ screen: 'dashboard', server: 'other' });
});

test('a new token needs the page anew', () => {
  const { page } = open('#/');
  page.follow('#token=abc');
  expect(page.reloads).toBe(1);
});
