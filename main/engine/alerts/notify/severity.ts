import { type Alert, SEVERITIES, type Severity } from '#contract/alert.ts';

export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return rank(severity) >= rank(least);
}

/** `info` without any. */
export function worstSeverity(alerts: readonly Pick<Alert, 'severity'>[]): Severity {
  return alerts.reduce<Severity>(
    (worst, { severity }) => (rank(severity) > rank(worst) ? severity : worst),
    'info',
  );
}

/** The worst first, then the oldest. */
export function byWeight(a: Alert, b: Alert): number {
  return rank(b.severity) - rank(a.severity) || Date.parse(a.since) - Date.parse(b.since);
}
