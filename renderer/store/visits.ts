import type { Stores } from './stores.ts';

/** Opens the Logs screen on one server alone. */
export function visitLogs(stores: Pick<Stores, 'logs' | 'view'>, server: string): void {
  stores.logs.choose({ servers: [server], levels: [], text: '' });
  stores.logs.setFollowing(true);
  stores.view.setState({ screen: 'logs' });
}

/** Opens the dashboard with one server's facts folded open. */
export function visitServer(stores: Pick<Stores, 'view'>, server: string): void {
  stores.view.setState({ screen: 'dashboard', openServer: server, onlyAttention: false });
}

/**
 * Goes where the address's fragment points, now and whenever it changes: `#show=server&server=NAME` and
 * `#show=logs&server=NAME`, which the tray and notifications use, and a new `#token=…`, which needs the page anew.
 * Listens for the life of the page.
 */
export function followAddress(page: Window, stores: Pick<Stores, 'logs' | 'view'>): void {
  const go = (): void => {
    const fragment = new URLSearchParams(page.location.hash.replace(/^#/, ''));
    const server = fragment.get('server');
    const show = fragment.get('show');
    if (fragment.has('token')) {
      page.location.reload();
      return;
    }
    if (server === null) return;
    if (show === 'logs') visitLogs(stores, server);
    else if (show === 'server') visitServer(stores, server);
    // So that the same place can be asked for again.
    page.history.replaceState(null, '', page.location.pathname + page.location.search);
  };
  page.addEventListener('hashchange', go);
  go();
}
