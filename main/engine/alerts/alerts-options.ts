import type { Alert, AlertsNow } from '#contract/alert.ts';
import type { Clock, Notifier } from '../ports.ts';
import type { Processes } from '../process/process.ts';
import type { State } from '../state/state.ts';
import type { AnomalyWatchOptions } from './anomalies/create-anomaly-watch.ts';
import type { IncidentOptions } from './incidents/incidents.ts';
import type { KnownServer } from './notify/notification-policy.ts';
import type { DiagnosisParts } from './remedies/diagnoses.ts';
import type { RemedyMeans } from './remedies/remedies.ts';
import type { SignalSources } from './signals/sources.ts';
import type { SummarySources } from './summary/daily-summary.ts';

/** What alerts rest on, and what they reach. */
export interface AlertsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly state: Pick<State, 'shelves' | 'register'>;
  /** What alerts rest on. */
  readonly sources: Omit<SignalSources, 'clock' | 'shelves' | 'open'> & {
    readonly history: AnomalyWatchOptions['history'];
  };
  /** In the order of the configuration. */
  readonly servers: () => readonly KnownServer[];
  /** For the reports of incidents, and of days. */
  readonly reports: Omit<IncidentOptions['sources'], 'anomalies'>;
  readonly days: Omit<SummarySources, 'servers' | 'alerts' | 'incidents'>;
  /** What rules may have done by themselves. */
  readonly means: Omit<RemedyMeans, 'diagnose' | 'run'>;
  /** What is written down of a server where a rule says so. */
  readonly diagnosis: DiagnosisParts;
  readonly run: Processes['run'];
  readonly notifier: Notifier;
  /** Where the window shows an alert; null while it has no address. */
  readonly link: (alert: Alert) => string | null;
  /** What a person may do from a notification. Throws ProblemError. */
  readonly act: (action: 'restart' | 'start', server: string) => void;
  readonly publish: (now: AlertsNow) => void;
}
