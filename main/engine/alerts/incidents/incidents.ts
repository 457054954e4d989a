import type { z } from 'zod';
import type { Alert } from '#contract/alert.ts';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { LifecycleEvent } from '#contract/history.ts';
import type { Incident, IncidentFilter, IncidentReport } from '#contract/incident.ts';
import type { LogFilter, LogLine } from '#contract/log-line.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { RequestRecord } from '#contract/traffic.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import type { AlertEvent } from '../alert-event.ts';
import type { Notification } from '../notification.ts';

/** Alerts joined to troubles: by server, by cause, and many at once to one. */
export interface Incidents {
  note(events: readonly AlertEvent[]): void;
  /** What its alerts' owner was told. */
  notified(notification: Notification): void;
  /** The incident of an alert that is open or was a short while ago; null for one that is part of none. */
  of(alertId: string): number | null;
  /** Newest first. Those that were merged into another are left out. */
  list(filter: z.output<typeof IncidentFilter>): Incident[];
  /** Of one that was merged, the report of the one that it is part of. Throws ProblemError `not-found`. */
  report(id: number): Promise<IncidentReport>;
  /** Once all is in the incident log. */
  close(): Promise<void>;
}

export interface IncidentOptions {
  readonly clock: Clock;
  readonly shelves: Shelves;
  /** Where the incident log is kept; made when it is missing. */
  readonly folder: string;
  /** Of the judge: as restored, when this is made. */
  readonly open: () => readonly Alert[];
  readonly ruleTitle: (rule: string, server: string | null) => string | null;
  readonly sources: IncidentSources;
  /** An alert became part of an incident, or of another one. */
  readonly onJoined: (alertId: string, incident: number) => void;
  readonly onFault: (text: string) => void;
}

/** Where the report of an incident gets what it does not know itself. All of it with secrets masked. */
export interface IncidentSources {
  /** Newest first; of all servers, and of none. */
  readonly register: (span: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly limit: number;
  }) => RegisterEntry[];
  /** Oldest first. */
  readonly logLines: (filter: z.output<typeof LogFilter>) => readonly LogLine[];
  /** Those that failed, of one server, that are still kept; newest first. */
  readonly failedRequests: (server: string) => readonly RequestRecord[];
  /** Of one server, newest first. */
  readonly lifecycle: (server: string, limit: number) => readonly LifecycleEvent[];
  readonly anomalies: (span: {
    readonly server: string;
    readonly fromMs: number;
    readonly toMs: number;
  }) => Promise<readonly AnomalyMark[]> | readonly AnomalyMark[];
}
