import type { Alert } from '#contract/alert.ts';

/** As Alertmanager's API v2 takes it. Its labels are its identity. */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

export interface PostableOptions {
  /** Of this machine. */
  readonly instance: string;
  /** From the configuration; they can't take the place of ours. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the alert can be seen; null without. */
  readonly generatorUrl: string | null;
  readonly endsAtMs: number;
}

/** Of an alert as it is now. Another severity makes other labels, and so another alert for Alertmanager. */
export function postable(alert: Alert, options: PostableOptions): PostableAlert {
  const { rule, server, severity, type, message, next_step, cause, fired_at, since } = alert;
  return {
    labels: withoutEmpty({
      ...options.labels,
      alertname: rule,
      server: server ?? '',
      severity,
      type,
      instance: options.instance,
    }),
    annotations: withoutEmpty({
      summary: server === null ? rule : `${server}: ${rule}`,
      description: message,
      cause: cause ?? '',
      next_step: next_step ?? '',
    }),
    startsAt: fired_at ?? since,
    endsAt: new Date(options.endsAtMs).toISOString(),
    ...(options.generatorUrl === null ? {} : { generatorURL: options.generatorUrl }),
  };
}

/** The same for the same alert, in whatever order its labels stand. */
export function identityOf({ labels }: PostableAlert): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An empty label is no label for Alertmanager, and it refuses names that it can't use. */
function withoutEmpty(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([name, value]) => value !== '' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)),
  );
}
