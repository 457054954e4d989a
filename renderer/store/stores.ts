import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '#contract/bridge.ts';
import { type AddingState, type AddingStore, createAddingStore } from './adding/adding-store.ts';
import {
  type AlertCommandsState,
  type AlertCommandsStore,
  createAlertCommandsStore,
} from './alerts/alert-commands.ts';
import { type ChannelsState, type ChannelsStore, createChannelsStore } from './alerts/channels-store.ts';
import { createEvidenceStore, type EvidenceState, type EvidenceStore } from './alerts/evidence-store.ts';
import { createIncidentsStore, type IncidentsState, type IncidentsStore } from './alerts/incidents-store.ts';
import {
  createPastAlertsStore,
  type PastAlertsState,
  type PastAlertsStore,
} from './alerts/past-alerts-store.ts';
import { createRulesStore, type RulesState, type RulesStore } from './alerts/rules-store.ts';
import { createSilencesStore, type SilencesState, type SilencesStore } from './alerts/silences-store.ts';
import { createSummariesStore, type SummariesState, type SummariesStore } from './alerts/summaries-store.ts';
import { type ChartsState, type ChartsStore, createChartsStore } from './charts/charts-store.ts';
import { type CommandsState, type CommandsStore, createCommandsStore } from './commands-store.ts';
import { type ChangesState, type ChangesStore, createChangesStore } from './configuration/changes-store.ts';
import type { EditorState } from './configuration/editor-state.ts';
import { createEditorStore, type EditorStore } from './configuration/editor-store.ts';
import { draftMemory } from './configuration/kept-draft.ts';
import { createKnownStore, type KnownState, type KnownStore } from './configuration/known-store.ts';
import { createSecretsStore, type SecretsState, type SecretsStore } from './configuration/secrets-store.ts';
import { createEngineStore, type EngineState, type EngineStore } from './engine-store.ts';
import { createHealthStore, type HealthState, type HealthStore } from './figures/health-store.ts';
import {
  createServerMetricsStore,
  type ServerMetricsState,
  type ServerMetricsStore,
} from './figures/server-metrics-store.ts';
import { createLogsStore, type LogsState, type LogsStore } from './logs-store.ts';
import { openStorage } from './open-storage.ts';
import { createPreferencesStore, type PreferencesState, type PreferencesStore } from './preferences-store.ts';
import { createRequestStore, type RequestState, type RequestStore } from './request-store.ts';
import { createServerPageStore, type ServerPageState, type ServerPageStore } from './server-page-store.ts';
import { createToolsStore, type ToolsState, type ToolsStore } from './tools/tools-store.ts';
import { createTriesStore, type TriesState, type TriesStore } from './tools/tries-store.ts';
import {
  type ClientTokensState,
  type ClientTokensStore,
  createClientTokensStore,
} from './traffic/client-tokens-store.ts';
import { createLatenciesStore, type LatenciesState, type LatenciesStore } from './traffic/latencies-store.ts';
import { createRequestsStore, type RequestsState, type RequestsStore } from './traffic/requests-store.ts';
import { createTrafficStore, type TrafficState, type TrafficStore } from './traffic/traffic-store.ts';
import type { ViewState, ViewStore } from './view-store.ts';

/** All that the window knows, one store per concern. Screens reach them through the hooks below. */
export interface Stores {
  readonly engine: EngineStore;
  readonly logs: LogsStore;
  readonly commands: CommandsStore;
  readonly serverPage: ServerPageStore;
  readonly charts: ChartsStore;
  readonly request: RequestStore;
  readonly traffic: TrafficStore;
  readonly requests: RequestsStore;
  readonly latencies: LatenciesStore;
  readonly clientTokens: ClientTokensStore;
  readonly tools: ToolsStore;
  readonly tries: TriesStore;
  readonly health: HealthStore;
  readonly serverMetrics: ServerMetricsStore;
  readonly alertCommands: AlertCommandsStore;
  readonly pastAlerts: PastAlertsStore;
  readonly evidence: EvidenceStore;
  readonly incidents: IncidentsStore;
  readonly silences: SilencesStore;
  readonly summaries: SummariesStore;
  readonly rules: RulesStore;
  readonly channels: ChannelsStore;
  readonly editor: EditorStore;
  readonly changes: ChangesStore;
  readonly known: KnownStore;
  readonly secrets: SecretsStore;
  readonly adding: AddingStore;
  readonly preferences: PreferencesStore;
  readonly view: ViewStore;
}

export function createStores(bridge: Bridge, view: ViewStore): Stores {
  const commands = createCommandsStore(bridge);
  return {
    engine: createEngineStore(bridge),
    logs: createLogsStore(bridge),
    commands,
    serverPage: createServerPageStore(bridge),
    charts: createChartsStore(bridge),
    request: createRequestStore(bridge),
    traffic: createTrafficStore(bridge),
    requests: createRequestsStore(bridge),
    latencies: createLatenciesStore(bridge),
    clientTokens: createClientTokensStore(bridge),
    tools: createToolsStore(bridge),
    tries: createTriesStore(bridge),
    health: createHealthStore(bridge),
    serverMetrics: createServerMetricsStore(bridge),
    alertCommands: createAlertCommandsStore(bridge, commands.refuse),
    pastAlerts: createPastAlertsStore(bridge),
    evidence: createEvidenceStore(bridge),
    incidents: createIncidentsStore(bridge),
    silences: createSilencesStore(bridge),
    summaries: createSummariesStore(bridge),
    rules: createRulesStore(bridge),
    channels: createChannelsStore(bridge),
    known: createKnownStore(bridge),
    secrets: createSecretsStore(bridge),
    adding: createAddingStore(bridge),
    changes: createChangesStore(bridge),
    editor: createEditorStore(bridge, draftMemory(openStorage(() => window.sessionStorage))),
    preferences: createPreferencesStore(bridge.preferences ?? null, view),
    view,
  };
}

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('This component stands outside of StoresContext.');
  return stores;
}

export const useEngine = <T>(select: (state: EngineState) => T): T => useStore(useStores().engine, select);
export const useLogs = <T>(select: (state: LogsState) => T): T => useStore(useStores().logs, select);
export const useCommands = <T>(select: (state: CommandsState) => T): T =>
  useStore(useStores().commands, select);
export const useServerPage = <T>(select: (state: ServerPageState) => T): T =>
  useStore(useStores().serverPage, select);
export const useCharts = <T>(select: (state: ChartsState) => T): T => useStore(useStores().charts, select);
export const useRequest = <T>(select: (state: RequestState) => T): T => useStore(useStores().request, select);
export const useTraffic = <T>(select: (state: TrafficState) => T): T => useStore(useStores().traffic, select);
export const useRequests = <T>(select: (state: RequestsState) => T): T =>
  useStore(useStores().requests, select);
export const useLatencies = <T>(select: (state: LatenciesState) => T): T =>
  useStore(useStores().latencies, select);
export const useClientTokens = <T>(select: (state: ClientTokensState) => T): T =>
  useStore(useStores().clientTokens, select);
export const useTools = <T>(select: (state: ToolsState) => T): T => useStore(useStores().tools, select);
export const useTries = <T>(select: (state: TriesState) => T): T => useStore(useStores().tries, select);
export const useHealth = <T>(select: (state: HealthState) => T): T => useStore(useStores().health, select);
export const useServerMetrics = <T>(select: (state: ServerMetricsState) => T): T =>
  useStore(useStores().serverMetrics, select);
export const useAlertCommands = <T>(select: (state: AlertCommandsState) => T): T =>
  useStore(useStores().alertCommands, select);
export const usePastAlerts = <T>(select: (state: PastAlertsState) => T): T =>
  useStore(useStores().pastAlerts, select);
export const useEvidence = <T>(select: (state: EvidenceState) => T): T =>
  useStore(useStores().evidence, select);
export const useIncidents = <T>(select: (state: IncidentsState) => T): T =>
  useStore(useStores().incidents, select);
export const useSilences = <T>(select: (state: SilencesState) => T): T =>
  useStore(useStores().silences, select);
export const useSummaries = <T>(select: (state: SummariesState) => T): T =>
  useStore(useStores().summaries, select);
export const useRules = <T>(select: (state: RulesState) => T): T => useStore(useStores().rules, select);
export const useChannels = <T>(select: (state: ChannelsState) => T): T =>
  useStore(useStores().channels, select);
export const useEditor = <T>(select: (state: EditorState) => T): T => useStore(useStores().editor, select);
export const useAdding = <T>(select: (state: AddingState) => T): T => useStore(useStores().adding, select);
export const useKnown = <T>(select: (state: KnownState) => T): T => useStore(useStores().known, select);
export const useSecrets = <T>(select: (state: SecretsState) => T): T => useStore(useStores().secrets, select);
export const useChanges = <T>(select: (state: ChangesState) => T): T => useStore(useStores().changes, select);
export const usePreferences = <T>(select: (state: PreferencesState) => T): T =>
  useStore(useStores().preferences, select);
export const useView = <T>(select: (state: ViewState) => T): T => useStore(useStores().view, select);
