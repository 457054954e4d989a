/**
 * What alert rules look at, beside a server's own metrics (`custom:<name>`). `metric` is the series of the history that
 * shows it, for previews and for the chart beside an alert; null where the history has none. Yes-or-no signals are 1 and 0.
 * A signal that is not known has no value, which is neither above nor below anything.
 */
export const SIGNALS = {
  /** It should run and does not: it went down, can't start, or starts again after that. */
  down: { scope: 'server', unit: 'none', metric: null, title: 'Down' },
  crash_looping: { scope: 'server', unit: 'none', metric: null, title: 'Keeps going down' },
  failed: { scope: 'server', unit: 'none', metric: null, title: 'Can’t start' },
  /** From the probe that made it so until it answers one again. */
  hung: { scope: 'server', unit: 'none', metric: null, title: 'Does not answer' },
  /** Unwanted ends, and restarts after one that did not answer. */
  downs_1h: { scope: 'server', unit: 'count', metric: null, title: 'Went down within an hour' },
  limit_restarts_1h: {
    scope: 'server',
    unit: 'count',
    metric: null,
    title: 'Restarted for a limit within an hour',
  },
  score: { scope: 'server', unit: 'count', metric: 'score', title: 'Health score' },
  probe_ms: { scope: 'server', unit: 'milliseconds', metric: 'probe_ms', title: 'Probe' },
  cpu_percent: { scope: 'server', unit: 'percent', metric: 'cpu_percent', title: 'CPU of one core' },
  memory_bytes: { scope: 'server', unit: 'bytes', metric: 'memory_bytes', title: 'Memory' },
  /** A process of it runs here, and the last pass could not measure it. */
  unmeasured: { scope: 'server', unit: 'none', metric: null, title: 'Can’t be measured' },
  /** Of the smaller of its two memory limits; unknown without one. */
  memory_of_limit_percent: { scope: 'server', unit: 'percent', metric: null, title: 'Memory, of its limit' },
  /** By what 95 % of its last 3 days stay within; 0 below 1 GiB, unknown where it has a limit or less than 12 h are known. */
  memory_times_usual: { scope: 'server', unit: 'none', metric: null, title: 'Memory, times what is usual' },
  memory_leak: { scope: 'server', unit: 'none', metric: null, title: 'Memory grows as a leak does' },
  seconds_to_memory_limit: {
    scope: 'server',
    unit: 'seconds',
    metric: null,
    title: 'Time until its memory limit',
  },
  processes: { scope: 'server', unit: 'count', metric: 'processes', title: 'Processes' },
  threads: { scope: 'server', unit: 'count', metric: 'threads', title: 'Threads' },
  open_files: { scope: 'server', unit: 'count', metric: 'open_files', title: 'Open files' },
  open_files_of_limit_percent: {
    scope: 'server',
    unit: 'percent',
    metric: null,
    title: 'Open files, of the limit',
  },
  /** Unknown below 20 requests within the 5 min. What was rejected or cancelled counts as neither. */
  error_percent_5m: { scope: 'server', unit: 'percent', metric: null, title: 'Requests that failed, 5 min' },
  errors_5m: { scope: 'server', unit: 'count', metric: null, title: 'Errors, 5 min' },
  p95_ms: { scope: 'server', unit: 'milliseconds', metric: 'p95_ms', title: 'Latency p95' },
  /** By the p95 of the last 24 h; unknown below 20 requests within 10 min, and without a habit. */
  p95_times_usual: { scope: 'server', unit: 'none', metric: null, title: 'Latency p95, times what is usual' },
  requests_per_minute: { scope: 'server', unit: 'count', metric: null, title: 'Requests a minute' },
  breaker_open: { scope: 'server', unit: 'none', metric: 'breaker', title: 'Circuit breaker open' },
  clients: { scope: 'server', unit: 'count', metric: 'clients', title: 'Clients' },
  /** The connection to it was lost and came back, or it went down and came back. */
  connection_cycles_10m: {
    scope: 'server',
    unit: 'count',
    metric: null,
    title: 'Connections lost and back, 10 min',
  },
  disconnections_5m: {
    scope: 'server',
    unit: 'count',
    metric: 'errors_transport',
    title: 'Calls lost with their connection, 5 min',
  },
  log_errors_5m: { scope: 'server', unit: 'count', metric: null, title: 'Error lines in its log, 5 min' },
  /** By its mean of the last 24 h; unknown before an hour is known, 0 below 10 lines. */
  log_errors_times_usual: {
    scope: 'server',
    unit: 'none',
    metric: null,
    title: 'Error lines, times what is usual',
  },
  /** All that is kept of it on disk. */
  log_bytes: { scope: 'server', unit: 'bytes', metric: null, title: 'Log on disk' },
  dependencies_down: { scope: 'server', unit: 'count', metric: null, title: 'Dependencies that are down' },
  critical_dependencies_down: {
    scope: 'server',
    unit: 'count',
    metric: null,
    title: 'Critical dependencies that are down',
  },
  /** Of a server by https. */
  certificate_days: {
    scope: 'server',
    unit: 'count',
    metric: null,
    title: 'Days until its certificate runs out',
  },
  /** Of a JSON web token that is sent to it. */
  token_days: { scope: 'server', unit: 'count', metric: null, title: 'Days until its token runs out' },
  machine_memory_percent: {
    scope: 'machine',
    unit: 'percent',
    metric: null,
    title: 'Memory of the machine in use',
  },
  disk_free_percent: { scope: 'machine', unit: 'percent', metric: null, title: 'Disk that is free' },
  disk_free_bytes: { scope: 'machine', unit: 'bytes', metric: null, title: 'Disk that is free' },
  offline: { scope: 'machine', unit: 'none', metric: null, title: 'No network' },
  configuration_broken: {
    scope: 'machine',
    unit: 'none',
    metric: null,
    title: 'The configuration can’t be applied',
  },
  /** What makes the machine unhealthy, beside memory, disk and network. */
  machine_trouble: { scope: 'machine', unit: 'none', metric: null, title: 'Trouble of the machine' },
  /** Signalbox itself is degraded. */
  engine_trouble: { scope: 'machine', unit: 'none', metric: null, title: 'Trouble of Signalbox' },
} as const satisfies Record<string, SignalFacts>;

interface SignalFacts {
  readonly scope: 'server' | 'machine';
  readonly unit: 'percent' | 'bytes' | 'count' | 'milliseconds' | 'seconds' | 'none';
  readonly metric: string | null;
  readonly title: string;
}

export type SignalName = keyof typeof SIGNALS;
export const SIGNAL_NAMES = Object.keys(SIGNALS) as readonly SignalName[];
