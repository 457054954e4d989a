import { createStore, type StoreApi } from 'zustand/vanilla';
import { THEMES, type Theme } from '#contract/theme.ts';
import { RANGES, type RangeName } from './charts/ranges.ts';

export const SCREENS = [
  'dashboard',
  'traffic',
  'logs',
  'alerts',
  'configuration',
  'settings',
  'server',
  'compare',
] as const;
export type Screen = (typeof SCREENS)[number];

/** The parts of a server's page. */
export const SERVER_TABS = [
  'overview',
  'health',
  'alerts',
  'processes',
  'metrics',
  'tools',
  'configuration',
  'request',
] as const;
export type ServerTab = (typeof SERVER_TABS)[number];

/** What the dashboard's servers can be put in order by. */
export const SERVER_COLUMNS = [
  'name',
  'trouble',
  'score',
  'cpu',
  'memory',
  'rate',
  'p95',
  'errors',
  'threads',
  'files',
  'restarts',
] as const;
export type ServerColumn = (typeof SERVER_COLUMNS)[number];
export interface ServerOrder {
  readonly column: ServerColumn;
  readonly descending: boolean;
}

/** The parts of the Traffic screen under the drawing. */
export const TRAFFIC_TABS = ['requests', 'latencies', 'clients'] as const;
export type TrafficTab = (typeof TRAFFIC_TABS)[number];

/** The parts of the Alerts screen. */
export const ALERTS_TABS = [
  'now',
  'history',
  'incidents',
  'summaries',
  'rules',
  'channels',
  'silences',
] as const;
export type AlertsTab = (typeof ALERTS_TABS)[number];

/** The parts of the Configuration screen. */
export const CONFIGURATION_TABS = ['edit', 'settings', 'secrets', 'history'] as const;
export type ConfigurationTab = (typeof CONFIGURATION_TABS)[number];

/** How the configuration is edited. */
export const EDITOR_SIDES = ['text', 'both', 'form'] as const;
export type EditorSides = (typeof EDITOR_SIDES)[number];

/** Where a server that is added comes from. */
export const ADDING_WAYS = ['paste', 'clients', 'hand'] as const;
export type AddingWay = (typeof ADDING_WAYS)[number];

/** What the person at this window chose: where they look, and how it looks. */
export interface ViewState {
  readonly screen: Screen;
  /** Whose page is shown on the screen `server`; on the dashboard the one whose page was left for it. */
  readonly server: string | null;
  readonly serverTab: ServerTab;
  /** With whom `server` is compared on the screen `compare`. */
  readonly other: string | null;
  /** How far back charts go. */
  readonly range: RangeName;
  readonly theme: Theme;
  /** The server whose facts are folded open on the dashboard. */
  readonly openServer: string | null;
  readonly onlyAttention: boolean;
  /** Null for the order of the configuration file. */
  readonly serverOrder: ServerOrder | null;
  readonly wrapLogs: boolean;
  readonly trafficTab: TrafficTab;
  readonly alertsTab: AlertsTab;
  /** The alert whose facts are folded open. */
  readonly alert: string | null;
  /** The incident that is shown in place of their list. */
  readonly incident: number | null;
  readonly configurationTab: ConfigurationTab;
  readonly editorSides: EditorSides;
  /** What the form shows: a server's entry, or the settings beside them. */
  readonly editedServer: string | null;
  /** The dialog that adds a server is open. */
  readonly isAdding: boolean;
  readonly addingWay: AddingWay;
  /** What AI clients have was offered on the first page, and not wanted. */
  readonly isOfferDeclined: boolean;
}

export type ViewStore = StoreApi<ViewState>;

const KEY = 'signalbox.view';

const DEFAULTS: ViewState = {
  screen: 'dashboard',
  server: null,
  serverTab: 'overview',
  other: null,
  range: '15m',
  theme: 'system',
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
};

/** Kept in `storage` between visits; what can't be read there counts as not chosen. */
export function createViewStore(storage: Pick<Storage, 'getItem' | 'setItem'>): ViewStore {
  const store = createStore<ViewState>(() => read(storage.getItem(KEY)));
  store.subscribe((state) => storage.setItem(KEY, JSON.stringify(state)));
  return store;
}

function read(kept: string | null): ViewState {
  const value = parse(kept);
  const screen = SCREENS.find((known) => known === value['screen']) ?? DEFAULTS.screen;
  const hasServer = screen === 'server' || screen === 'compare';
  const server = hasServer && typeof value['server'] === 'string' ? value['server'] : null;
  const other = screen === 'compare' && typeof value['other'] === 'string' ? value['other'] : null;
  const isLost = hasServer && (server === null || (screen === 'compare' && other === null));
  return {
    screen: isLost ? DEFAULTS.screen : screen,
    server: isLost ? null : server,
    serverTab: SERVER_TABS.find((tab) => tab === value['serverTab']) ?? DEFAULTS.serverTab,
    other,
    range: RANGES.find(({ name }) => name === value['range'])?.name ?? DEFAULTS.range,
    theme: THEMES.find((theme) => theme === value['theme']) ?? DEFAULTS.theme,
    openServer: typeof value['openServer'] === 'string' ? value['openServer'] : DEFAULTS.openServer,
    onlyAttention: value['onlyAttention'] === true,
    serverOrder: readOrder(value['serverOrder']),
    wrapLogs: value['wrapLogs'] === true,
    trafficTab: TRAFFIC_TABS.find((tab) => tab === value['trafficTab']) ?? DEFAULTS.trafficTab,
    alertsTab: ALERTS_TABS.find((tab) => tab === value['alertsTab']) ?? DEFAULTS.alertsTab,
    alert: DEFAULTS.alert,
    incident: typeof value['incident'] === 'number' ? value['incident'] : DEFAULTS.incident,
    configurationTab:
      CONFIGURATION_TABS.find((tab) => tab === value['configurationTab']) ?? DEFAULTS.configurationTab,
    editorSides: EDITOR_SIDES.find((sides) => sides === value['editorSides']) ?? DEFAULTS.editorSides,
    editedServer: typeof value['editedServer'] === 'string' ? value['editedServer'] : DEFAULTS.editedServer,
    isAdding: DEFAULTS.isAdding,
    addingWay: DEFAULTS.addingWay,
    isOfferDeclined: value['isOfferDeclined'] === true,
  };
}

function readOrder(kept: unknown): ServerOrder | null {
  if (typeof kept !== 'object' || kept === null || !('column' in kept)) return null;
  const column = SERVER_COLUMNS.find((known) => known === kept.column);
  return column === undefined
    ? null
    : { column, descending: 'descending' in kept && kept.descending === true };
}

function parse(kept: string | null): Record<string, unknown> {
  if (kept === null) return {};
  try {
    const value: unknown = JSON.parse(kept);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Written by something else or cut short: choices of a view are not worth a message.
    return {};
  }
}
