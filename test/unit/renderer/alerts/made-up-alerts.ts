import type { Alert, AlertsNow } from '#contract/alert.ts';
import { AT } from '../made-up.ts';

export function alertOf(id: string, part: Partial<Alert> = {}): Alert {
  return {
    id,
    rule: 'down',
    type: 'process_health',
    severity: 'error',
    server: 'db',
    state: 'firing',
    message: 'db is down for 60 s: exited with code 1',
    cause: null,
    next_step: 'Its log says what it did before it went down',
    actions: ['restart', 'open-logs'],
    since: AT,
    fired_at: AT,
    acknowledged_at: null,
    silenced_until: null,
    resolved_at: null,
    resolution: null,
    notified_at: AT,
    value: null,
    threshold: null,
    unit: 'none',
    metric: null,
    flapping: false,
    times: 1,
    incident: null,
    related: [],
    remedies: [],
    ...part,
  };
}

export function alertsNow(alerts: Alert[], part: Partial<AlertsNow> = {}): AlertsNow {
  const firing = alerts.filter(({ state }) => state === 'firing');
  return {
    alerts,
    firing: firing.length,
    worst: firing[0]?.severity ?? null,
    paused_until: null,
    quiet_hours: false,
    ...part,
  };
}
