import type { SignalName } from '#contract/alert-signal.ts';
import type { Rule } from '../../configuration/configuration.ts';
import { sayBytes, sayDuration } from '../../health/health.ts';

/** What is so again; `{}` stands for the figure. */
const RECOVERED: Readonly<Record<SignalName, string>> = {
  down: 'it runs again',
  crash_looping: 'it stays up again',
  failed: 'it could be started',
  hung: 'it answers again',
  downs_1h: 'it went down {} times within the last hour',
  limit_restarts_1h: 'it was restarted for a limit {} times within the last hour',
  score: 'its score is back at {}',
  probe_ms: 'a probe takes {} again',
  cpu_percent: 'CPU is back at {}',
  memory_bytes: 'memory is back at {}',
  memory_of_limit_percent: 'memory is back at {} of its limit',
  memory_times_usual: 'memory is back at {} times what is usual',
  memory_leak: 'memory rises no more as a leak does',
  seconds_to_memory_limit: 'its memory limit is further away again: {}',
  processes: 'processes are back at {}',
  threads: 'threads are back at {}',
  open_files: 'open files are back at {}',
  open_files_of_limit_percent: 'open files are back at {} of their limit',
  error_percent_5m: '{} of its requests failed within the last 5 min',
  errors_5m: 'errors are back at {} in 5 min',
  p95_ms: 'its p95 is back at {}',
  p95_times_usual: 'its p95 is back at {} times what is usual',
  requests_per_minute: 'requests are back at {} a minute',
  breaker_open: 'its circuit breaker has closed',
  clients: 'clients are back at {}',
  connection_cycles_10m: 'its connection was lost {} times within the last 10 min',
  disconnections_5m: 'calls lost with their connection are back at {} in 5 min',
  log_errors_5m: 'error lines are back at {} in 5 min',
  log_errors_times_usual: 'error lines are back at {} times what is usual',
  log_bytes: 'its log is back at {}',
  dependencies_down: 'it has again what it needs',
  critical_dependencies_down: 'it has again what it can’t do without',
  unmeasured: 'it can be measured again',
  certificate_days: 'its certificate holds for {} days',
  token_days: 'its token holds for {} days',
  machine_memory_percent: 'memory in use is back at {}',
  disk_free_percent: '{} of the disk is free again',
  disk_free_bytes: '{} of the disk are free again',
  offline: 'the network is back',
  configuration_broken: 'the configuration can be applied',
  machine_trouble: 'the machine is well again',
  engine_trouble: 'Signalbox is well again',
};

/** Why an alert is over whose condition holds no more, with the figure that ended it. */
export function sayRecovery(rule: Rule, figure: number | null): string {
  const { signal, condition } = rule;
  switch (condition.kind) {
    case 'absent':
      return 'there are figures again';
    case 'log':
      return figure === 0
        ? 'no such line came any more'
        : `only ${figure} such ${figure === 1 ? 'line' : 'lines'} came of late`;
    case 'rise':
      return 'it has stopped rising';
    case 'above':
    case 'below': {
      const said = figure === null ? '' : sayFigure(figure, rule.unit);
      const words = isOurs(signal) ? RECOVERED[signal] : `${signal.slice('custom:'.length)} is back at {}`;
      return words.replace('{}', said);
    }
    default:
      return unknownCondition(condition);
  }
}

function sayFigure(figure: number, unit: Rule['unit']): string {
  switch (unit) {
    case 'percent':
      return `${round(figure)} %`;
    case 'bytes':
      return sayBytes(figure);
    case 'milliseconds':
      return sayDuration(figure);
    case 'seconds':
      return sayDuration(figure * 1_000);
    case 'count':
    case 'none':
      return String(round(figure));
    default:
      return unit satisfies never;
  }
}

/** One decimal below 10, for "1.4 times". */
function round(figure: number): number {
  return Math.abs(figure) < 10 ? Math.round(figure * 10) / 10 : Math.round(figure);
}

function isOurs(signal: string): signal is SignalName {
  return Object.hasOwn(RECOVERED, signal);
}

function unknownCondition(condition: never): never {
  throw new Error(`no such condition: ${JSON.stringify(condition)}`);
}
