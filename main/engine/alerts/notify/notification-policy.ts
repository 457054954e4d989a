import type { Alert } from '#contract/alert.ts';
import type { AlertSettings, Rule } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import type { AlertEvent } from '../alert-event.ts';
import type { Notification } from '../notification.ts';

/** Decides who is told of which alert, when, and in which words. */
export interface NotificationPolicy {
  note(events: readonly AlertEvent[]): void;
  /**
   * Nothing goes to channels of type `native` until then (milliseconds since 1970); null ends it. What is still firing at
   * its end at `error` or above is told in one notification.
   */
  pause(untilMs: number | null): void;
  pausedUntilMs(): number | null;
  inQuietHours(): boolean;
  /** Sends what was being gathered. */
  close(): void;
}

/** What tells why several servers fail at once. */
export interface KnownServer {
  readonly name: string;
  /** What starts it: "npx", "docker"; null for a remote one. */
  readonly program: string | null;
  readonly dependsOn: readonly string[];
}

export interface NotificationOptions {
  readonly clock: Clock;
  readonly shelves: Shelves;
  readonly settings: () => AlertSettings;
  /** As it holds for that server; null when there is none of that name any more. */
  readonly rule: (name: string, server: string | null) => Rule | null;
  readonly open: () => readonly Alert[];
  /** Open or over; null when it is not kept any more. */
  readonly find: (id: string) => Alert | null;
  readonly incidentOf: (alertId: string) => number | null;
  readonly servers: () => readonly KnownServer[];
  /** What happened to the whole machine in the last minutes: "the machine woke at 14:02". Null when nothing did. */
  readonly lately: () => string | null;
  readonly newId: () => string;
  readonly send: (notification: Notification) => void;
  /** These were told as firing. */
  readonly onNotified: (ids: readonly string[], atMs: number) => void;
  /** The pause or the quiet hours began or ended. */
  readonly onChange: () => void;
}
