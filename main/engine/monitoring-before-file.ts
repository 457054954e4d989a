import type { MonitoringSettings } from './configuration/configuration.ts';

const DAY_MS = 24 * 3_600_000;

/** What holds while no configuration could be read; as the documented defaults. */
export const MONITORING_BEFORE_FILE: MonitoringSettings = {
  sampleIntervalMs: 2_000,
  idleIntervalMs: 5_000,
  rawMs: DAY_MS,
  minuteMs: 30 * DAY_MS,
  quarterMs: 365 * DAY_MS,
  historyMaxBytes: 500_000_000,
  documentedNames: false,
  profiling: false,
  otlp: null,
};
