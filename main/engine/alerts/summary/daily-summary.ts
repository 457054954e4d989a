import type { z } from 'zod';
import type { Alert } from '#contract/alert.ts';
import type { LifecycleEvent } from '#contract/history.ts';
import type { DailySummary, Incident, IncidentFilter } from '#contract/incident.ts';
import type { SeriesFilter, SeriesPage, Trend } from '#contract/metric.ts';
import type { AlertSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import type { Notification } from '../notification.ts';
import type { Span } from './day.ts';

/** Each day in figures and words: made when it is over, kept, and sent to the channels that want it. */
export interface DailySummaries {
  /** `day` as YYYY-MM-DD; that of today as it stands. Null where nothing is known of the day. Rejects when the history can’t be read. */
  of(day: string): Promise<DailySummary | null>;
  /** Those that are kept, newest first; that of today as it stands is the first of them. */
  list(limit: number): Promise<DailySummary[]>;
  /** Its owner was told of something. */
  notified(notification: Notification): void;
  close(): void;
}

export interface DailySummaryOptions {
  readonly clock: Clock;
  readonly shelves: Shelves;
  readonly settings: () => Pick<AlertSettings, 'summaryAtMinute' | 'channels'>;
  readonly sources: SummarySources;
  readonly newId: () => string;
  readonly send: (notification: Notification) => void;
  readonly onFault: (text: string) => void;
}

export interface SummarySources {
  /** Those that are configured. */
  readonly servers: () => readonly string[];
  readonly series: (filter: z.output<typeof SeriesFilter>) => Promise<SeriesPage>;
  /** Of all requests of the span; null without one. */
  readonly p95Ms: (server: string, span: Span) => Promise<number | null>;
  /** Newest first. */
  readonly lifecycle: (filter: {
    readonly server: string;
    readonly before?: number | undefined;
    readonly limit: number;
  }) => readonly LifecycleEvent[];
  /** When Signalbox was started within the span, in milliseconds since 1970. */
  readonly engineStarts: (span: Span) => readonly number[];
  /** That fired, and were open at some moment of the span. */
  readonly alerts: (span: Span) => readonly Alert[];
  readonly incidents: (filter: z.output<typeof IncidentFilter>) => readonly Incident[];
  readonly trends: () => readonly Trend[];
}
