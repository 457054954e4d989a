import type { SIGNALS, SignalName } from '#contract/alert-signal.ts';
import type { ServerNow } from './server-now.ts';

type OfScope<Scope extends string> = {
  [Name in SignalName]: (typeof SIGNALS)[Name]['scope'] extends Scope ? Name : never;
}[SignalName];
export type ServerSignal = OfScope<'server'>;
export type MachineSignal = OfScope<'machine'>;

const TEN_MINUTES_MS = 600_000;

/** Each signal of a server; what it means stands in the contract. */
export const SERVER_VALUES: Readonly<
  Record<ServerSignal, (server: ServerNow, monotonicMs: number) => number | null>
> = {
  down: (server) => yesOnceKnown(server.isDown, server.known.past.hasBeenReady),
  crash_looping: ({ known: { past } }) => yesOnceKnown(past.isLooping, past.hasBeenSteady),
  failed: ({ known: { past } }) => yesOnceKnown(past.hasFailed, past.hasBeenReady),
  hung: ({ known: { past } }) => yesOnceKnown(past.isHung, past.hasBeenReady),
  downs_1h: ({ known }) => known.past.downs.length,
  limit_restarts_1h: ({ known }) => known.past.limitRestarts.length,
  score: ({ known }) => known.view.score,
  probe_ms: ({ known }) => known.view.probe_ms,
  cpu_percent: ({ known }) => known.view.cpu_percent,
  memory_bytes: ({ known }) => known.view.memory_bytes,
  unmeasured({ known }) {
    const { location, pid, memory_bytes: bytes } = known.view;
    return yes(location === 'local' && pid !== null && bytes === null);
  },
  memory_of_limit_percent: (server) => percent(server.known.view.memory_bytes, server.memoryLimitBytes),
  memory_times_usual: (server) => server.memoryTimesUsual,
  memory_leak(server) {
    const trend = server.memoryTrend;
    return trend === null ? null : yes(trend.is_leak);
  },
  seconds_to_memory_limit: (server) => server.secondsToMemoryLimit,
  processes: ({ known }) => known.view.processes,
  threads: ({ known }) => known.view.threads,
  open_files: ({ known }) => known.view.open_files,
  open_files_of_limit_percent: (server) => percent(server.mostOpenFiles, server.openFilesLimit),
  error_percent_5m: (server) => server.errorPercent,
  errors_5m: ({ known }) => known.counters.rose('errors'),
  p95_ms: (server) => (server.totals === null ? null : server.figures.p95Ms),
  p95_times_usual: (server) => server.p95TimesUsual,
  requests_per_minute: (server) => (server.totals === null ? 0 : 60 * server.figures.requestsPerSecond),
  breaker_open({ known }) {
    const { breaker } = known.view.traffic;
    // Half-open: whether it works again is only known after the next request.
    return breaker === 'half-open' ? null : yes(breaker === 'open');
  },
  clients: ({ known }) => known.view.traffic.clients,
  connection_cycles_10m({ known }, nowMs) {
    const { returns } = known.past;
    return returns.length === 0 ? 0 : returns.filter((at) => at > nowMs - TEN_MINUTES_MS).length;
  },
  disconnections_5m: ({ known }) => known.counters.rose('transport'),
  log_errors_5m: (server) => server.logErrors,
  log_errors_times_usual: (server) => server.logErrorsTimesUsual,
  log_bytes: ({ known }) => known.logBytes,
  dependencies_down: (server) => server.missing(false).length,
  critical_dependencies_down: (server) => server.missing(true).length,
  certificate_days: (server) => server.certificateDays,
  token_days: (server) => server.tokenDays,
};

/** What was wrong with a server in the last run of Signalbox is over once it is seen to be, not when it is started again. */
function yesOnceKnown(is: boolean, isKnown: boolean): number | null {
  return is ? 1 : isKnown ? 0 : null;
}

function yes(is: boolean): number {
  return is ? 1 : 0;
}

function percent(value: number | null, limit: number | null): number | null {
  return value === null || limit === null || limit <= 0 ? null : (100 * value) / limit;
}
