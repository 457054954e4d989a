import type { AlertType, Severity } from '#contract/alert.ts';
import type { SignalName } from '#contract/alert-signal.ts';
import type { MissingReference } from '../references/resolve-references.ts';

export type Signal = SignalName | `custom:${string}`;

/** When a rule's condition holds; see RuleCondition in the contract. Times in milliseconds. */
export type Condition =
  | { readonly kind: 'above'; readonly enter: number; readonly exit: number }
  | { readonly kind: 'below'; readonly enter: number; readonly exit: number }
  | { readonly kind: 'rise'; readonly by: number; readonly windowMs: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'log'; readonly pattern: string; readonly count: number; readonly windowMs: number };

export interface Remedy {
  readonly do: 'restart' | 'diagnose' | 'reap' | 'run';
  /** Null but for `run`. */
  readonly command: string | null;
  readonly args: readonly string[];
  /** Of one rule and server. */
  readonly maxPerHour: number;
}

/** One rule with every default filled in. */
export interface Rule {
  readonly name: string;
  readonly title: string;
  readonly type: AlertType;
  readonly scope: 'server' | 'machine';
  readonly signal: Signal;
  readonly unit: 'percent' | 'bytes' | 'count' | 'milliseconds' | 'seconds' | 'none';
  readonly condition: Condition;
  readonly forMs: number;
  readonly severity: Severity;
  readonly worse: { readonly at: number; readonly forMs: number; readonly severity: Severity } | null;
  readonly enabled: boolean;
  readonly notify: boolean;
  /** Null: those that take alerts of this severity. */
  readonly channels: readonly string[] | null;
  readonly remedy: Remedy | null;
  /** Rules that explain this one where they fire for the same server, or for the machine: then it is inhibited. */
  readonly explainedBy: readonly string[];
  /** Globs: the only servers that it holds for. Left out where it holds for all. */
  readonly servers?: readonly string[];
  /** Written by a person, not one of ours. */
  readonly own: boolean;
  /** Which of its keys the file sets: for all servers, and in the entry of the one that this is for. */
  readonly set: readonly string[];
  readonly setForServer: readonly string[];
}

/** A way to tell somebody, as configured. `name` is its key; there is always one of type `native`, named "native". */
export type ChannelSettings = {
  readonly name: string;
  readonly enabled: boolean;
  readonly fromSeverity: Severity;
  readonly resolved: boolean;
  readonly summary: boolean;
  /** What it names that has no value, without which it can't be used. */
  readonly missing?: readonly MissingReference[];
} & (
  | { readonly type: 'native' }
  | {
      readonly type: 'webhook';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      /** Signs each body (HMAC-SHA256); null signs none. */
      readonly secret: string | null;
      /** JSON with `{{placeholders}}` in its texts; null sends the whole notification. */
      readonly template: unknown;
      readonly timeoutMs: number;
    }
  | { readonly type: 'slack' | 'discord'; readonly url: string; readonly timeoutMs: number }
  | {
      readonly type: 'email';
      readonly host: string;
      readonly port: number;
      /** TLS from the first byte; otherwise STARTTLS where the server offers it, which `requireTls` insists on. */
      readonly secure: boolean;
      readonly requireTls: boolean;
      readonly user: string | null;
      readonly password: string | null;
      readonly from: string;
      readonly to: readonly string[];
      readonly timeoutMs: number;
    }
  /** The base address: `/api/v2/alerts` is added. It is told all that fires, and groups by itself. */
  | {
      readonly type: 'alertmanager';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly labels: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
    }
  /** Gets the notification as JSON on its stdin, and SIGNALBOX_ALERT_… in its environment. */
  | {
      readonly type: 'command';
      readonly command: string;
      readonly args: readonly string[];
      readonly timeoutMs: number;
    }
);

export interface QuietHoursSettings {
  /** Minutes after midnight, of the machine's own time zone; over midnight where `to` is the earlier. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** On which they begin; 0 is Sunday. */
  readonly days: readonly number[];
  /** Alerts of this severity are told all the same; null holds all back. */
  readonly except: Severity | null;
}

/** What the file says of alerts. */
export interface AlertSettings {
  /** False: nothing is judged. */
  readonly enabled: boolean;
  /** As they hold where a server says nothing else; ours first. */
  readonly rules: readonly Rule[];
  /** Only of servers whose entries change something. */
  readonly serverRules: ReadonlyMap<string, readonly Rule[]>;
  readonly channels: readonly ChannelSettings[];
  readonly quietHours: QuietHoursSettings | null;
  /** How long alerts are gathered before the first notification of a trouble. */
  readonly groupWaitMs: number;
  /** Before a trouble that was told is told of again, because more came to it. */
  readonly groupIntervalMs: number;
  /** A rule is told at most once for a server within this, unless it gets worse. */
  readonly repeatMs: number;
  /** After the start and after the machine woke: what is wrong only then is not told. */
  readonly settleMs: number;
  /** After an edit or a command of the owner's, for the servers that it touches. */
  readonly editQuietMs: number;
  /** Null for none. Minutes after midnight. */
  readonly summaryAtMinute: number | null;
}
