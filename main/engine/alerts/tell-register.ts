import type { RegisterEntry } from '#contract/register.ts';
import type { Lamp } from '#contract/server-state.ts';
import type { AlertEvent } from './alert-event.ts';

/** What the register says already, in the words of whoever saw it first. */
const TOLD_ALREADY = new Set([
  'breaker_open',
  'cannot_start',
  'configuration_broken',
  'crash_loop',
  'critical_dependency',
  'dependency',
  'disk_share',
  'disk_space',
  'down',
  'hung',
  'limit_restart',
  'machine_memory',
  'machine_trouble',
  'memory_leak',
  'memory_limit',
  'offline',
]);

const LAMPS = { info: 'info', warning: 'warn', error: 'bad', critical: 'bad' } as const satisfies Record<
  string,
  Lamp
>;

/** The line of the register for what became of an alert; null for what is no news, or told there already. */
export function registerEntry({ kind, alert }: AlertEvent): Omit<RegisterEntry, 'id' | 'at'> | null {
  const { rule, server, severity, message, resolution } = alert;
  // What is only good to know is on the alerts screen, and would push what counts out of sight here.
  if (TOLD_ALREADY.has(rule) || severity === 'info' || alert.state === 'silenced') return null;
  switch (kind) {
    case 'fired':
    case 'worse':
    case 'unstable':
    case 'released':
      return { lamp: LAMPS[severity], kind: 'alert', server, text: message };
    case 'resolved':
      return alert.fired_at === null
        ? null
        : { lamp: 'ok', kind: 'alert-resolved', server, text: resolution ?? `over: ${message}` };
    default:
      return null;
  }
}
