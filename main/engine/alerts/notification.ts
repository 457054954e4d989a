import type { Alert, AlertAction, Severity } from '#contract/alert.ts';

/** What is told to people, and to programs by webhook in these very keys: fields are added, none is renamed. */
export interface Notification {
  /** Unique; the key by which a receiver knows one that it has already. */
  readonly id: string;
  readonly kind: 'firing' | 'worse' | 'resolved' | 'summary' | 'test';
  readonly at: string;
  readonly severity: Severity;
  /** One line: "github is down". */
  readonly title: string;
  /** What is wrong, why, and what to do; a few lines of plain text. */
  readonly body: string;
  readonly servers: readonly string[];
  readonly alerts: readonly Alert[];
  readonly incident: number | null;
  /** What may be pressed, for the one server that it is about. */
  readonly actions: readonly AlertAction[];
  /** The channels that it is for by name; null for those that take its severity. */
  readonly channels: readonly string[] | null;
}
