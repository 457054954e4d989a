import type { Alert, AlertState, AlertType, RemedyTaken, Severity } from '#contract/alert.ts';
import type { Lamp } from '#contract/server-state.ts';
import { formatDuration } from './duration.ts';

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'error', 'warning', 'info'];

export const ALERT_LAMPS: Readonly<Record<Severity, Lamp>> = {
  critical: 'bad',
  error: 'bad',
  warning: 'warn',
  info: 'info',
};

export const ALERT_TYPE_WORDS: Readonly<Record<AlertType, string>> = {
  high_cpu: 'CPU',
  high_memory: 'memory',
  process_health: 'process',
  resource_limit: 'limits',
  request_errors: 'requests',
  latency: 'latency',
  connection: 'connections',
  logs: 'logs',
  dependency: 'dependencies',
  expiry: 'certificates and tokens',
  system: 'machine and Signalbox',
  custom: 'rules of your own',
};

export const ALERT_STATE_WORDS: Readonly<Record<AlertState, string>> = {
  pending: 'may fire soon',
  firing: 'firing',
  acknowledged: 'acknowledged',
  silenced: 'silenced',
  inhibited: 'comes from something else',
  resolved: 'over',
};

export const REMEDY_LAMPS: Readonly<Record<RemedyTaken['outcome'], Lamp>> = {
  done: 'ok',
  failed: 'bad',
  refused: 'off',
};

/** Whose alert it is. */
export function subjectWords(server: string | null): string {
  return server ?? 'Machine and Signalbox';
}

/** "Because db, which it depends on, is down." */
export function causeWords(cause: string): string {
  return `Because ${cause.replace(/\.$/, '')}.`;
}

/** A sentence of the engine with its full stop. Its first word stays as it is: it may be a server's name. */
export function fullSentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** For how long its condition held, or has held by now. */
export function lastedWords({ since, resolved_at: resolved }: Alert, nowMs: number): string {
  return formatDuration(((resolved === null ? nowMs : Date.parse(resolved)) - Date.parse(since)) / 1000);
}

/** How it ended, or what it is now. */
export function endWords({ state, resolution }: Alert): string {
  if (state !== 'resolved') return ALERT_STATE_WORDS[state];
  return resolution ?? ALERT_STATE_WORDS.resolved;
}

/** "Alerts, 2 firing": the count is told where there is one. */
export function firingWords(firing: number): string {
  return firing === 0 ? 'nothing is firing' : `${firing} firing`;
}

/** "3 alerts", "1 alert". */
export function alertCount(count: number): string {
  return count === 1 ? '1 alert' : `${count} alerts`;
}
