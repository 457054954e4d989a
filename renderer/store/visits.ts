import { placeHash, readPlace } from './place.ts';
import type { Stores } from './stores.ts';

type Visited = Pick<Stores, 'logs' | 'view'>;

/** Opens the Logs screen on one server alone. */
export function visitLogs(stores: Visited, server: string): void {
  stores.logs.choose({ servers: [server], levels: [], text: '' });
  stores.logs.setFollowing(true);
  stores.view.setState({ screen: 'logs' });
}

/** Opens the page of one server. */
export function visitServer({ view }: Pick<Stores, 'view'>, server: string): void {
  view.setState({ screen: 'server', server, serverTab: 'overview' });
}

/** Opens the charts of two servers in one. */
export function visitCompare({ view }: Pick<Stores, 'view'>, server: string, other: string): void {
  view.setState({ screen: 'compare', server, other });
}

/** Opens the Alerts screen on what is open, with the facts of one alert: the screen says where it is when it is over. */
export function visitAlert({ view }: Pick<Stores, 'view'>, alert: string): void {
  view.setState({ screen: 'alerts', alertsTab: 'now', alert });
}

/** Opens the dashboard; where a server's page was left for it, that server's row is found again. */
export function visitDashboard({ view }: Pick<Stores, 'view'>): void {
  view.setState({ screen: 'dashboard' });
}

/** Goes to where the window was before; to the dashboard when this is where it was opened. */
export function goBack(page: Pick<Window, 'history'>, stores: Pick<Stores, 'view'>): void {
  if ((depthOf(page.history) ?? 0) > 0) page.history.back();
  else visitDashboard(stores);
}

/** What of the page is listened to and written; a test passes its own. */
export interface AddressBar {
  readonly location: Pick<Location, 'hash' | 'reload'>;
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState'>;
  addEventListener(type: 'hashchange', listener: () => void): void;
}

/**
 * Keeps the address's fragment and the window at one place, so that a reload, the browser's back and forward, and
 * links work. The tray and notifications lead to `#show=server&server=NAME`, `#show=logs&server=NAME`,
 * `#show=alert&alert=ID`, `#show=alerts` and `#show=settings`; a new `#token=…` needs the page anew. Listens for the life of the page.
 */
export function followAddress(page: AddressBar, stores: Visited): void {
  const { location, history } = page;
  const { view } = stores;
  /** How many places lie before this one; -1 before the first was taken in. */
  let depth = -1;
  /** True while the view follows the address: then the address has not to follow the view. */
  let settling = false;

  const go = (): void => {
    const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
    if (fragment.has('token')) {
      location.reload();
      return;
    }
    // What a link or the tray opened has no depth yet.
    depth = depthOf(history) ?? depth + 1;
    const server = fragment.get('server');
    const alert = fragment.get('alert');
    const show = fragment.get('show');
    const place = readPlace(location.hash);
    settling = true;
    if (server !== null && show === 'server') visitServer(stores, server);
    else if (server !== null && show === 'logs') visitLogs(stores, server);
    else if (alert !== null && show === 'alert') visitAlert(stores, alert);
    else if (show === 'alerts') view.setState({ screen: 'alerts', alertsTab: 'now' });
    else if (show === 'settings') view.setState({ screen: 'settings' });
    // The dashboard remembers whose page was left.
    else if (place?.screen === 'dashboard') visitDashboard(stores);
    else if (place !== null) view.setState(place);
    settling = false;
    history.replaceState({ depth }, '', placeHash(view.getState()));
  };

  view.subscribe((state) => {
    const hash = placeHash(state);
    if (settling || hash === location.hash) return;
    depth += 1;
    history.pushState({ depth }, '', hash);
  });
  page.addEventListener('hashchange', go);
  go();
}

function depthOf({ state }: Pick<History, 'state'>): number | null {
  if (typeof state !== 'object' || state === null || !('depth' in state)) return null;
  return typeof state.depth === 'number' ? state.depth : null;
}
