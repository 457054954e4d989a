import type { Alert, Severity } from '#contract/alert.ts';

/** Whether an alert fires and is worth somebody's attention: `info` is only good to know, and nobody is told of it. */
export function needsSomebody({ state, severity }: Pick<Alert, 'state' | 'severity'>): boolean {
  return state === 'firing' && severity !== 'info';
}

/** How many need somebody; of one server, or all. */
export function countNeeds(alerts: readonly Alert[], server?: string): number {
  return alerts.filter((alert) => needsSomebody(alert) && (server === undefined || alert.server === server))
    .length;
}

/** The worst of those, which the engine puts first; null without any. */
export function worstNeed(alerts: readonly Alert[]): Severity | null {
  return alerts.find(needsSomebody)?.severity ?? null;
}
