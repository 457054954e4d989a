import { z } from 'zod';
import {
  args,
  duration,
  filled,
  flag,
  headers,
  hostAndPort,
  httpUrl,
  must,
  section,
  sectionOrOff,
  size,
  whole,
} from './values.ts';

/** What the file says of what is measured, kept and checked. */

const MB = 1_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

const sampleInterval = duration(1000, 60_000);

const rawRetention = duration(600_000, 90 * DAY_MS);

export const Otlp = sectionOrOff('{ "url": "http://127.0.0.1:4318" }', {
  url: httpUrl,
  headers,
  interval: duration(1000, HOUR_MS).prefault('15s'),
  metrics: flag.default(true),
  traces: flag.default(true),
});

export const Monitoring = section('{ "interval": "2s" }', {
  interval: sampleInterval.optional(),
  idleInterval: duration(1000, 60_000).optional(),
  metricsRetention: rawRetention.optional(),
  minuteRetention: duration(HOUR_MS, 2 * YEAR_MS).optional(),
  quarterRetention: duration(DAY_MS, 10 * YEAR_MS).optional(),
  historySize: size(10 * MB, 1_000_000 * MB).prefault('500MB'),
  documentedNames: flag.default(false),
  profiling: flag.default(false),
  otlp: Otlp.prefault(false),
});

const timing = {
  interval: duration(1000, DAY_MS).prefault('30s'),
  timeout: duration(100, 600_000).prefault('5s'),
};

/** Of one server: a program that prints its own figures. */
export const Metrics = sectionOrOff('{ "command": "print-figures" }', {
  command: filled('a program such as "print-figures"'),
  args,
  ...timing,
  maxSize: size(1000, 16 * MB).prefault('256KB'),
});

/** Each of these says what a check looks at; a check has one of them. The others of its keys go with one each. */
export const CHECK_KINDS = {
  http: ['status', 'headers'],
  tcp: [],
  file: ['writable'],
  run: ['args'],
  server: [],
};

export const Check = section('{ "tcp": "localhost:5432" }', {
  name: filled('a name').max(100, { error: 'must be at most 100 characters' }).optional(),
  http: httpUrl.optional(),
  status: whole(100, 599).optional(),
  headers,
  tcp: hostAndPort.optional(),
  file: filled('the path of a file or a folder').optional(),
  writable: flag.default(false),
  run: filled('a program such as "pg_isready"').optional(),
  args,
  server: filled('the name of a server').optional(),
  ...timing,
  critical: flag.default(false),
});
export type Check = z.output<typeof Check>;

export const checks = z
  .array(Check, { error: must('a list of checks such as [{ "tcp": "localhost:5432" }]') })
  .max(50, { error: 'must be at most 50 checks' })
  .default([]);
