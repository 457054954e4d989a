import { SERVER_TABS, type ServerTab, type ViewState } from './view-store.ts';

/** Where in the window somebody is: what an address keeps. */
export type Place = Pick<ViewState, 'screen' | 'server' | 'serverTab'> & Partial<Pick<ViewState, 'other'>>;

/**
 * The address's fragment for a place: `#/`, `#/logs`, `#/traffic`, `#/server/memory`, `#/server/memory/configuration`,
 * `#/compare/memory/github`.
 */
export function placeHash({ screen, server, serverTab, other = null }: Place): string {
  if (screen === 'logs' || screen === 'traffic') return `#/${screen}`;
  if (screen === 'compare' && server !== null && other !== null) return compareHash(server, other);
  if (screen !== 'server' || server === null) return '#/';
  return serverHash(server, serverTab);
}

/** The address of a server's page. */
export function serverHash(server: string, tab: ServerTab = 'overview'): string {
  const page = `#/server/${encodeURIComponent(server)}`;
  return tab === 'overview' ? page : `${page}/${tab}`;
}

/** The address of two servers' charts. */
export function compareHash(server: string, other: string): string {
  return `#/compare/${encodeURIComponent(server)}/${encodeURIComponent(other)}`;
}

/** The place that a fragment names; null when it names none. */
export function readPlace(hash: string): Place | null {
  const [root, screen, name, tab] = hash.split('/');
  if (root !== '#') return null;
  if (screen === '') return { screen: 'dashboard', server: null, serverTab: 'overview' };
  if (screen === 'logs' || screen === 'traffic') return { screen, server: null, serverTab: 'overview' };
  if (screen === 'compare') {
    const [first, other] = [decoded(name), decoded(tab)];
    if (first === null || other === null) return null;
    return { screen, server: first, serverTab: 'overview', other };
  }
  const server = screen === 'server' ? decoded(name) : null;
  if (server === null) return null;
  return { screen: 'server', server, serverTab: SERVER_TABS.find((known) => known === tab) ?? 'overview' };
}

function decoded(name: string | undefined): string | null {
  if (name === undefined || name === '') return null;
  try {
    return decodeURIComponent(name);
  } catch {
    // Typed by hand and cut short: no name.
    return null;
  }
}
