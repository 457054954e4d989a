import type { Alert } from '#contract/alert.ts';

/** An alert that fires, but for what a test says. */
export function fakeAlert(but: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    rule: 'high_cpu',
    type: 'high_cpu',
    severity: 'warning',
    server: 'github',
    state: 'firing',
    message: 'github uses 96 % of a core',
    cause: null,
    next_step: 'Restart it',
    actions: ['restart'],
    since: '2026-01-01T00:00:00.000Z',
    fired_at: '2026-01-01T00:10:00.000Z',
    acknowledged_at: null,
    silenced_until: null,
    resolved_at: null,
    resolution: null,
    notified_at: null,
    value: 96,
    threshold: 90,
    unit: 'percent',
    metric: 'cpu_percent',
    flapping: false,
    times: 1,
    incident: null,
    related: [],
    remedies: [],
    ...but,
  };
}
