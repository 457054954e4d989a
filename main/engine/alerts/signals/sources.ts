import type { Alert } from '#contract/alert.ts';
import type { DependencyView, HealthReport } from '#contract/health.ts';
import type { Trend } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { AlertSettings, Configuration } from '../../configuration/configuration.ts';
import type { SystemFacts } from '../../health/health.ts';
import type { Logs } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';
import type { LifecycleLog, Shelves } from '../../state/state.ts';
import type { ServerUsage } from '../../supervision/supervision.ts';
import type { History, ServerFigures, ServerTotals } from '../../telemetry/telemetry.ts';

/** Where the figures that rules look at come from. All are asked at each look, but for the last ones. */
export interface SignalSources {
  readonly clock: Clock;
  readonly settings: () => AlertSettings;
  /** The one that runs; null before the first. */
  readonly configuration: () => Pick<Configuration, 'servers'> | null;
  /** Whether the file can be applied as it stands. */
  readonly isConfigurationValid: () => boolean;
  /** As it was told last; null for one that is not there (yet). */
  readonly view: (server: string) => ServerView | null;
  /** As of the last pass. */
  readonly usage: (server: string) => Pick<ServerUsage, 'mostOpenFiles'> | null;
  readonly totals: (server: string) => ServerTotals | null;
  readonly figures: (server: string) => Pick<ServerFigures, 'p95Ms' | 'requestsPerSecond'>;
  /** p95 of the last 24 hours; null without a habit. */
  readonly usualP95Ms: (server: string) => number | null;
  readonly trends: (server: string) => readonly Trend[];
  readonly dependencies: (server: string) => readonly DependencyView[];
  /** Its own metrics, by the keys of the history. */
  readonly custom: (server: string) => ReadonlyMap<`custom:${string}`, number>;
  readonly system: () => SystemFacts | null;
  readonly systemReport: () => HealthReport;
  /** Asked every 10 s at most. */
  readonly engineReport: () => HealthReport;
  /** Whether an interface is up that leads out of this machine. Asked every 5 s at most. */
  readonly isNetworkUp: () => boolean;
  /** What a process may have open where its configuration sets no limit; null where not told. */
  readonly openFilesLimit: number | null;
  readonly lifecycle: Pick<LifecycleLog, 'page'>;
  readonly history: Pick<History, 'steps'>;
  readonly logs: Pick<Logs, 'counts' | 'bytesOnDisk' | 'subscribe'>;
  readonly shelves: Shelves;
  /** What is open, for the file with continuous checks. */
  readonly open: () => readonly Alert[];
  /** Holds `alerts/checks.jsonl`. */
  readonly stateFolder: string;
  /** Signalbox is being closed: nothing is judged any more. */
  readonly isClosing: () => boolean;
  /** A fault of Signalbox that life goes on without. */
  readonly onFault: (text: string) => void;
}
