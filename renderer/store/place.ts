import {
  ALERTS_TABS,
  type AlertsTab,
  CONFIGURATION_TABS,
  type ConfigurationTab,
  SERVER_TABS,
  type ServerTab,
  type ViewState,
} from './view-store.ts';

/** Where in the window somebody is: what an address keeps. */
export type Place = Pick<ViewState, 'screen' | 'server' | 'serverTab'> &
  Partial<Pick<ViewState, 'other' | 'alertsTab' | 'incident' | 'configurationTab' | 'editedServer'>>;

/**
 * The address's fragment for a place: `#/`, `#/logs`, `#/traffic`, `#/settings`, `#/server/memory`, `#/server/memory/configuration`,
 * `#/compare/memory/github`, `#/alerts`, `#/alerts/history`, `#/alerts/incidents/12`, `#/configuration`,
 * `#/configuration/history`, `#/configuration/edit/memory`.
 */
export function placeHash({ screen, server, serverTab, other = null, ...parts }: Place): string {
  if (screen === 'alerts') return alertsHash(parts.alertsTab, parts.incident);
  if (screen === 'configuration') return configurationHash(parts.configurationTab, parts.editedServer);
  if (screen === 'logs' || screen === 'traffic' || screen === 'settings') return `#/${screen}`;
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

/** The address of a part of the Alerts screen, or of one incident. */
export function alertsHash(tab: AlertsTab = 'now', incident: number | null = null): string {
  if (tab === 'now') return '#/alerts';
  return tab === 'incidents' && incident !== null ? `#/alerts/incidents/${incident}` : `#/alerts/${tab}`;
}

/** The address of a part of the Configuration screen, or of a server's entry in the form. */
export function configurationHash(tab: ConfigurationTab = 'edit', server: string | null = null): string {
  if (tab !== 'edit') return `#/configuration/${tab}`;
  return server === null ? '#/configuration' : `#/configuration/edit/${encodeURIComponent(server)}`;
}

/** The place that a fragment names; null when it names none. */
export function readPlace(hash: string): Place | null {
  const [root, screen, name, tab] = hash.split('/');
  if (root !== '#') return null;
  if (screen === '') return { screen: 'dashboard', server: null, serverTab: 'overview' };
  if (screen === 'logs' || screen === 'traffic' || screen === 'settings')
    return { screen, server: null, serverTab: 'overview' };
  if (screen === 'alerts') {
    const alertsTab = ALERTS_TABS.find((known) => known === name) ?? 'now';
    const incident = alertsTab === 'incidents' && /^\d{1,15}$/.test(tab ?? '') ? Number(tab) : null;
    return { screen, server: null, serverTab: 'overview', alertsTab, incident };
  }
  if (screen === 'configuration') {
    const configurationTab = CONFIGURATION_TABS.find((known) => known === name) ?? 'edit';
    const editedServer = configurationTab === 'edit' ? decoded(tab) : null;
    return { screen, server: null, serverTab: 'overview', configurationTab, editedServer };
  }
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
