import type { AlertType, Severity } from '#contract/alert.ts';
import { SIGNALS, type SignalName } from '#contract/alert-signal.ts';
import type { AlertSettings, Condition, Rule } from './rule.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 3600 * SECOND;
const GIB = 1024 ** 3;

/** What is wrong with a server that explains whatever else is wrong with it. */
const DOWN = ['crash_loop', 'cannot_start', 'down', 'hung'];

interface Brief {
  readonly title: string;
  readonly type: AlertType;
  readonly condition: Condition;
  readonly forMs?: number;
  readonly severity: Severity;
  readonly worse?: Rule['worse'];
  readonly explainedBy?: readonly string[];
  readonly signal: SignalName;
}

const yes: Condition = { kind: 'above', enter: 1, exit: 1 };
const above = (enter: number, exit: number): Condition => ({ kind: 'above', enter, exit });
const below = (enter: number, exit: number): Condition => ({ kind: 'below', enter, exit });

/**
 * The rules that hold without a word in the file. Who is woken by one that was nothing mutes them all, so what is only
 * good to know is `info`, and nobody is notified of it. Figures are those that monitors of servers agree on: Netdata's
 * pairs of enter and exit, the rates and spans of the Site Reliability Workbook; docs/alerts.md has what they cost.
 */
const BRIEFS = {
  crash_loop: {
    title: 'Keeps going down',
    type: 'process_health',
    signal: 'crash_looping',
    condition: yes,
    severity: 'critical',
  },
  cannot_start: {
    title: 'Can’t start',
    type: 'process_health',
    signal: 'failed',
    condition: yes,
    severity: 'critical',
  },
  down: {
    title: 'Is down',
    type: 'process_health',
    signal: 'down',
    condition: yes,
    forMs: MINUTE,
    severity: 'error',
    // One that does not answer is restarted: who was told of that knows why it is down.
    explainedBy: ['crash_loop', 'cannot_start', 'critical_dependency', 'hung'],
  },
  hung: {
    title: 'Does not answer',
    type: 'process_health',
    signal: 'hung',
    condition: yes,
    severity: 'error',
    explainedBy: ['crash_loop', 'cannot_start', 'down', 'critical_dependency'],
  },
  unsteady: {
    title: 'Goes down again and again',
    type: 'process_health',
    signal: 'downs_1h',
    condition: above(4, 2),
    // A crash loop is known for what it is half a minute later.
    forMs: MINUTE,
    severity: 'warning',
    explainedBy: ['crash_loop', 'cannot_start'],
  },
  limit_restart: {
    title: 'Was restarted for a limit',
    type: 'resource_limit',
    signal: 'limit_restarts_1h',
    condition: above(1, 1),
    severity: 'warning',
  },
  high_cpu: {
    title: 'CPU is high',
    type: 'high_cpu',
    signal: 'cpu_percent',
    condition: above(80, 70),
    forMs: 5 * MINUTE,
    severity: 'info',
    worse: { at: 90, forMs: 10 * MINUTE, severity: 'warning' },
  },
  high_memory: {
    title: 'Memory is high',
    type: 'high_memory',
    signal: 'memory_bytes',
    condition: above(1_024_000_000, 900_000_000),
    forMs: MINUTE,
    severity: 'info',
  },
  unusual_memory: {
    title: 'Memory is unusual',
    type: 'high_memory',
    signal: 'memory_times_usual',
    condition: above(3, 2),
    forMs: 5 * MINUTE,
    severity: 'warning',
  },
  memory_jump: {
    title: 'Memory jumped',
    type: 'high_memory',
    signal: 'memory_bytes',
    condition: { kind: 'rise', by: 500_000_000, windowMs: 10 * MINUTE },
    severity: 'info',
    explainedBy: ['unusual_memory', 'memory_limit'],
  },
  memory_limit: {
    title: 'Memory is near its limit',
    type: 'resource_limit',
    signal: 'memory_of_limit_percent',
    condition: above(80, 70),
    forMs: MINUTE,
    severity: 'warning',
    worse: { at: 95, forMs: 30 * SECOND, severity: 'error' },
  },
  memory_leak: {
    title: 'Memory leaks',
    type: 'high_memory',
    signal: 'memory_leak',
    condition: yes,
    severity: 'warning',
    explainedBy: ['memory_limit'],
  },
  limit_soon: {
    title: 'Will reach its memory limit',
    type: 'resource_limit',
    signal: 'seconds_to_memory_limit',
    condition: below(3600, 7200),
    // Trends are looked at every five minutes: two looks must say so.
    forMs: 10 * MINUTE,
    severity: 'warning',
    explainedBy: ['memory_limit', 'memory_leak'],
  },
  no_figures: {
    title: 'Can’t be measured',
    type: 'process_health',
    signal: 'unmeasured',
    condition: yes,
    forMs: 5 * MINUTE,
    severity: 'info',
    explainedBy: DOWN,
  },
  open_files: {
    title: 'Many open files',
    type: 'resource_limit',
    signal: 'open_files',
    condition: above(1000, 900),
    forMs: MINUTE,
    severity: 'info',
  },
  open_files_limit: {
    title: 'Open files are near their limit',
    type: 'resource_limit',
    signal: 'open_files_of_limit_percent',
    condition: above(80, 70),
    forMs: MINUTE,
    severity: 'warning',
    worse: { at: 95, forMs: 30 * SECOND, severity: 'error' },
  },
  threads: {
    title: 'Many threads',
    type: 'resource_limit',
    signal: 'threads',
    condition: above(100, 90),
    forMs: MINUTE,
    severity: 'info',
  },
  error_rate: {
    title: 'Many requests fail',
    type: 'request_errors',
    signal: 'error_percent_5m',
    condition: above(25, 10),
    // Half a minute of errors at the beginning of some work is past by then.
    forMs: 3 * MINUTE,
    severity: 'error',
    explainedBy: [...DOWN, 'breaker_open', 'critical_dependency', 'dependency'],
  },
  error_spike: {
    title: 'More errors than usual',
    type: 'request_errors',
    signal: 'errors_5m',
    condition: above(11, 4),
    severity: 'info',
    explainedBy: [...DOWN, 'error_rate', 'breaker_open'],
  },
  breaker_open: {
    title: 'Its circuit breaker is open',
    type: 'request_errors',
    signal: 'breaker_open',
    condition: yes,
    // It opens for moments too, and closes with the first trial that succeeds.
    forMs: 2 * MINUTE,
    severity: 'error',
    explainedBy: [...DOWN, 'error_rate', 'critical_dependency', 'dependency'],
  },
  slow: {
    title: 'Slower than usual',
    type: 'latency',
    signal: 'p95_times_usual',
    condition: above(3, 2),
    // Longer than its window of ten minutes, in which a single slow minute stays that long.
    forMs: 15 * MINUTE,
    severity: 'warning',
    explainedBy: [...DOWN, 'error_rate', 'high_cpu', 'dependency', 'critical_dependency'],
  },
  connection_flapping: {
    title: 'Its connection comes and goes',
    type: 'connection',
    signal: 'connection_cycles_10m',
    condition: above(4, 2),
    severity: 'warning',
    explainedBy: ['crash_loop', 'unsteady', 'offline'],
  },
  disconnections: {
    title: 'Calls are lost with their connection',
    type: 'connection',
    signal: 'disconnections_5m',
    condition: above(3, 1),
    severity: 'info',
    explainedBy: [...DOWN, 'error_rate'],
  },
  many_clients: {
    title: 'Unusually many clients',
    type: 'connection',
    signal: 'clients',
    condition: above(6, 6),
    forMs: MINUTE,
    severity: 'info',
  },
  log_errors: {
    title: 'Its log is full of errors',
    type: 'logs',
    signal: 'log_errors_times_usual',
    condition: above(10, 3),
    // Longer than its window of five minutes, in which a single stack trace stays that long.
    forMs: 10 * MINUTE,
    severity: 'warning',
    explainedBy: [...DOWN, 'error_rate', 'critical_dependency', 'dependency'],
  },
  log_size: {
    title: 'Its log is large',
    type: 'logs',
    signal: 'log_bytes',
    condition: above(50_000_000, 45_000_000),
    severity: 'info',
  },
  critical_dependency: {
    title: 'Lacks what it can’t do without',
    type: 'dependency',
    signal: 'critical_dependencies_down',
    condition: yes,
    forMs: MINUTE,
    severity: 'error',
  },
  dependency: {
    title: 'Lacks something that it needs',
    type: 'dependency',
    signal: 'dependencies_down',
    condition: yes,
    forMs: MINUTE,
    severity: 'warning',
    explainedBy: ['critical_dependency'],
  },
  certificate: {
    title: 'Its certificate runs out',
    type: 'expiry',
    signal: 'certificate_days',
    condition: below(14, 15),
    severity: 'warning',
    worse: { at: 3, forMs: 0, severity: 'error' },
  },
  token: {
    title: 'Its token runs out',
    type: 'expiry',
    signal: 'token_days',
    condition: below(3, 4),
    severity: 'warning',
    worse: { at: 0, forMs: 0, severity: 'error' },
  },
  machine_memory: {
    title: 'The machine is short of memory',
    type: 'system',
    signal: 'machine_memory_percent',
    condition: above(85, 80),
    forMs: MINUTE,
    severity: 'info',
    worse: { at: 95, forMs: 5 * MINUTE, severity: 'error' },
  },
  disk_space: {
    title: 'The disk is nearly full',
    type: 'system',
    signal: 'disk_free_bytes',
    condition: below(2 * GIB, 2.5 * GIB),
    forMs: MINUTE,
    severity: 'error',
    worse: { at: 0.5 * GIB, forMs: 0, severity: 'critical' },
  },
  disk_share: {
    title: 'Little of the disk is free',
    type: 'system',
    signal: 'disk_free_percent',
    condition: below(5, 6),
    forMs: MINUTE,
    severity: 'warning',
    explainedBy: ['disk_space'],
  },
  offline: {
    title: 'There is no network',
    type: 'system',
    signal: 'offline',
    condition: yes,
    forMs: MINUTE,
    severity: 'warning',
  },
  configuration_broken: {
    title: 'The configuration can’t be applied',
    type: 'system',
    signal: 'configuration_broken',
    condition: yes,
    forMs: MINUTE,
    severity: 'warning',
  },
  machine_trouble: {
    title: 'The machine has a trouble',
    type: 'system',
    signal: 'machine_trouble',
    condition: yes,
    forMs: MINUTE,
    severity: 'error',
  },
  engine_trouble: {
    title: 'Signalbox has a trouble',
    type: 'system',
    signal: 'engine_trouble',
    condition: yes,
    forMs: 5 * MINUTE,
    severity: 'warning',
    explainedBy: ['machine_memory', 'disk_space'],
  },
} satisfies Record<string, Brief>;

export const DEFAULT_RULES: readonly Rule[] = Object.entries<Brief>(BRIEFS).map(([name, brief]) => ({
  name,
  title: brief.title,
  type: brief.type,
  scope: SIGNALS[brief.signal].scope,
  signal: brief.signal,
  unit: SIGNALS[brief.signal].unit,
  condition: brief.condition,
  forMs: brief.forMs ?? 0,
  severity: brief.severity,
  worse: brief.worse ?? null,
  enabled: true,
  notify: true,
  channels: null,
  remedy: null,
  explainedBy: brief.explainedBy ?? [],
  own: false,
  set: [],
  setForServer: [],
}));

/** What holds where the file has no `alerts`, and while there is no file. */
export const DEFAULT_ALERTS: AlertSettings = {
  enabled: true,
  rules: DEFAULT_RULES,
  serverRules: new Map(),
  channels: [
    {
      name: 'native',
      type: 'native',
      enabled: true,
      fromSeverity: 'warning',
      resolved: true,
      summary: false,
    },
  ],
  quietHours: null,
  groupWaitMs: 5 * SECOND,
  groupIntervalMs: 5 * MINUTE,
  repeatMs: 4 * HOUR,
  settleMs: MINUTE,
  editQuietMs: MINUTE,
  summaryAtMinute: 9 * 60,
};
